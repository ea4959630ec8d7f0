import { resolve } from 'node:path'
import { usageFailure } from '../../cli/failure.ts'
import { isOn, type Values } from '../../cli/values.ts'
import { type DiffLine, diffHeading, diffHunks, diffText } from '../../files/diff.ts'
import { type Deliver, type FileOutcome, hardenPaths, pathsText } from '../../files/harden-paths.ts'
import { endRun } from '../../files/outcome.ts'
import { replaceFiles } from '../../files/replace.ts'
import { namedPaths } from '../../files/search/roots.ts'
import type { Io } from '../../io/io.ts'
import { nextCommands } from '../../run/next-commands.ts'
import { asCheck, mayColor, print, stderrLayout } from '../../run/output.ts'

const diffOf = ({ file, edits }: FileOutcome, cwd: string): DiffLine[] => {
  const hunks = diffHunks(file.text, edits)
  return hunks.length === 0 ? [] : [...diffHeading(file.path ?? resolve(cwd, file.name), cwd), ...hunks]
}

const DIFFABLE = { stdin: true, pipes: true, complete: false, instead: 'name files or folders, or pipe manifests in' }

/**
 * `casehard diff` and `casehard fix --dry-run`: prints the changes of hardening as a unified diff; returns exit code 1 if
 * there are any.
 */
export const runDiff = async (
  io: Io,
  requested: Values,
  words: readonly string[],
  allowed = DIFFABLE,
): Promise<number> => {
  const paths = namedPaths(requested, words)
  if (paths.length === 0)
    throw usageFailure('diff: name files or folders, e.g. casehard diff . or, for stdin, casehard diff -')
  const outcome = await hardenPaths(io, requested, paths, allowed, { review: async (report) => asCheck(report) })
  const lines = outcome.outcomes.flatMap((file) => diffOf(file, io.cwd))
  await print(io, diffText(lines, io.stdout.isTTY ? { color: mayColor(io, io.stdout) } : undefined))
  if (outcome.summarize) {
    io.stderr.write(pathsText(outcome, 'to change', { ...stderrLayout(io), next: nextCommands(io, outcome.report) }))
  }
  return endRun(io, outcome, outcome.report.changes.length > 0)
}

const FIXABLE = { stdin: false, pipes: false, complete: true, instead: 'name files or folders' }

/** `casehard fix`: changes files in place, all of them or none. */
export const runFix = async (io: Io, requested: Values, paths: readonly string[]): Promise<number> => {
  if (paths.length === 0)
    throw usageFailure('fix: name files or folders, e.g. casehard fix clusters/ or casehard fix .')
  if (isOn(requested, 'dry-run')) return runDiff(io, requested, paths, FIXABLE)
  const replace: Deliver = async (outcomes, progress) => {
    const replacements = outcomes.flatMap(({ file: { name, path, text }, after, changes }) =>
      changes.length === 0 || path === undefined ? [] : [{ name, path, before: text, after }],
    )
    await replaceFiles(io, replacements, progress('writing'))
  }
  const outcome = await hardenPaths(io, requested, paths, FIXABLE, { deliver: replace })
  if (outcome.summarize) {
    await print(io, pathsText(outcome, 'fixed', { color: mayColor(io, io.stdout) }))
  }
  return endRun(io, outcome, false)
}
