import { resolve } from 'node:path'
import { usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import { type DiffLine, diffHeading, diffHunks, diffText } from '../../files/diff.ts'
import { type FileOutcome, hardenPaths, pathsText } from '../../files/harden-paths.ts'
import { endRun } from '../../files/outcome.ts'
import { namedPaths } from '../../files/search/roots.ts'
import type { Io } from '../../io/io.ts'
import { asCheck, mayColor, print } from '../../run/output.ts'

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
    const color = mayColor(io, io.stderr)
    io.stderr.write(pathsText(outcome, 'to change', color))
  }
  return endRun(io, outcome, outcome.report.changes.length > 0)
}
