import { dirname } from 'node:path'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { Io, StagedFile } from '../io/io.ts'

/** A file and its new text. */
export interface Replacement {
  name: string
  /** Absolute path. */
  path: string
  /** Its text when it was read. */
  before: string
  after: string
}

const NOTHING_CHANGED = 'no file was changed'

const attempt = <T>(name: string, what: string, advice: string, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    throw usageFailure(`${name}: ${what} (${systemCause(error)}); ${advice}`, 'write')
  }
}

/** Whether a file has the new text already, e.g. from a concurrent run. Throws a failure if it has neither text. */
const isReplaced = (io: Io, { name, path, before, after }: Replacement): boolean => {
  const advice = `${NOTHING_CHANGED}; run it again`
  const isFile = io.disk.kindOf(path, 'stay') === 'file'
  const text = isFile
    ? Buffer.from(attempt(name, 'the file cannot be read', advice, () => io.readFile(path))).toString()
    : ''
  if (text === after) return true
  if (text === before) return false
  throw usageFailure(`${name}: another process changed the file; ${advice}`, 'write')
}

/**
 * Commits all staged files, without yielding in between. That can only fail if the file system fails; then the message lists
 * the files that are changed already.
 */
const commitAll = (stagedFiles: readonly { name: string; staged: StagedFile }[]): void => {
  const done: string[] = []
  for (const { name, staged } of stagedFiles) {
    try {
      staged.commit()
    } catch (error) {
      const what = `the file cannot be replaced (${systemCause(error)})`
      const state = done.length === 0 ? NOTHING_CHANGED : `already changed: ${done.join(', ')}`
      throw usageFailure(`${name}: ${what}; ${state}; run it again`, 'write')
    }
    done.push(name)
  }
}

/**
 * Replaces files, all of them or none. First every new text is written to a temporary file. When all of them are on the disk,
 * and no other process has changed one of the files, the temporary files replace them. If anything fails before that (the
 * disk is full, a file or folder is read-only, a signal arrives), all files are unchanged and no temporary file is left.
 * @throws Failure
 */
export const replaceFiles = async (
  io: Io,
  replacements: readonly Replacement[],
  progress?: (done: number, total: number) => void,
): Promise<void> => {
  const stagedFiles: { name: string; staged: StagedFile }[] = []
  let isInterrupted = false
  const stop = io.disk.onInterrupt(() => {
    isInterrupted = true
    for (const { staged } of stagedFiles) staged.discard()
  })
  try {
    for (const { name, path } of replacements) {
      const advice = `${NOTHING_CHANGED}; make it writable, or do not name it`
      attempt(name, 'the file is not writable', advice, () => io.disk.checkWritable(path))
    }
    for (const [i, replacement] of replacements.entries()) {
      progress?.(i, replacements.length)
      await io.disk.yieldToSignals()
      if (isInterrupted) throw usageFailure(`interrupted; ${NOTHING_CHANGED}`, 'interrupted')
      const { name, path, after } = replacement
      const advice = `${NOTHING_CHANGED}; free disk space, or make the folder writable`
      const staged = attempt(name, 'the temporary file cannot be written', advice, () => io.disk.stage(path, after))
      stagedFiles.push({ name, staged })
    }
    const replaced = replacements.filter((replacement) => isReplaced(io, replacement)).map(({ name }) => name)
    commitAll(stagedFiles.filter(({ name }) => !replaced.includes(name)))
    for (const folder of new Set(replacements.map(({ path }) => dirname(path)))) io.disk.flush(folder)
  } finally {
    stop()
    for (const { staged } of stagedFiles) staged.discard()
  }
}

/** Writes a file atomically; creates it if it does not exist. Throws the system's error. */
export const replaceFile = (io: Io, path: string, text: string): void => {
  if (io.exists(path)) io.disk.checkWritable(path)
  const staged = io.disk.stage(path, text)
  try {
    staged.commit()
  } finally {
    staged.discard()
  }
  io.disk.flush(dirname(path))
}
