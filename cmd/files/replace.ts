import { dirname } from 'node:path'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { Draft, Io } from '../io/io.ts'

/** A file that gets another text. */
export interface Replacement {
  name: string
  /** Absolute path. */
  path: string
  /** What it held when it was read. */
  before: string
  after: string
}

const NOTHING_CHANGED = 'no file is changed'

const attempt = <T>(name: string, what: string, advice: string, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    throw usageFailure(`${name}: ${what} (${systemCause(error)}); ${advice}`, 'write')
  }
}

/** Whether a file holds the new text already, as of another run beside this one. A link in its place is not followed. */
const isSettled = (io: Io, { name, path, before, after }: Replacement): boolean => {
  const advice = `${NOTHING_CHANGED}; run it again`
  const isFile = io.disk.kindOf(path, 'stay') === 'file'
  const text = isFile
    ? Buffer.from(attempt(name, 'the file can not be read', advice, () => io.readFile(path))).toString()
    : ''
  if (text === after) return true
  if (text === before) return false
  throw usageFailure(`${name}: somebody changed the file meanwhile; ${advice}`, 'write')
}

/**
 * Puts all drafts in their places without letting anything come between. A file system that took a draft takes its new
 * name as well, unless it fails under our hands; then what is done stays done, and is told.
 */
const commitAll = (drafts: readonly { name: string; draft: Draft }[]): void => {
  const done: string[] = []
  for (const { name, draft } of drafts) {
    try {
      draft.commit()
    } catch (error) {
      const what = `the new file can not be put in its place (${systemCause(error)})`
      const state = done.length === 0 ? NOTHING_CHANGED : `changed already: ${done.join(', ')}`
      throw usageFailure(`${name}: ${what}; ${state}; run it again`, 'write')
    }
    done.push(name)
  }
}

/**
 * Replaces files. First every new file is written out beside its old one; only when all are on the disk, and no old one
 * was changed by somebody else meanwhile, do they take their places. Whatever fails before that, a full disk, a file or
 * folder that is read-only, an interruption, leaves all files as they were and nothing beside them.
 * @throws Failure
 */
export const replaceFiles = async (
  io: Io,
  replacements: readonly Replacement[],
  progress?: (done: number, total: number) => void,
): Promise<void> => {
  const drafts: { name: string; draft: Draft }[] = []
  let isInterrupted = false
  const stop = io.disk.onInterrupt(() => {
    isInterrupted = true
    for (const { draft } of drafts) draft.discard()
  })
  try {
    for (const { name, path } of replacements) {
      const advice = `${NOTHING_CHANGED}; make it writable, or leave it out`
      attempt(name, 'the file may not be written to', advice, () => io.disk.checkWritable(path))
    }
    for (const [i, replacement] of replacements.entries()) {
      progress?.(i, replacements.length)
      await io.disk.breathe()
      if (isInterrupted) throw usageFailure(`interrupted; ${NOTHING_CHANGED}`, 'interrupted')
      const { name, path, after } = replacement
      const advice = `${NOTHING_CHANGED}; make room for it, or its folder writable`
      const draft = attempt(name, 'the new file can not be written beside it', advice, () => io.disk.draft(path, after))
      drafts.push({ name, draft })
    }
    const settled = replacements.filter((replacement) => isSettled(io, replacement)).map(({ name }) => name)
    commitAll(drafts.filter(({ name }) => !settled.includes(name)))
    for (const folder of new Set(replacements.map(({ path }) => dirname(path)))) io.disk.flush(folder)
  } finally {
    stop()
    for (const { draft } of drafts) draft.discard()
  }
}
