import { resolve } from 'node:path'
import { reportText } from '../../../src/report/text/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import { type DiffLine, diffHeading, diffHunks, diffText } from '../../files/diff.ts'
import { type FileOutcome, hardenPaths } from '../../files/harden-paths.ts'
import { filesText } from '../../files/summary.ts'
import type { Io } from '../../io/io.ts'
import { mayColor, print } from '../../run/output.ts'

const diffOf = ({ file, changes }: FileOutcome, cwd: string): DiffLine[] => {
  const hunks = diffHunks(
    file.text,
    changes.flatMap(({ edits }) => edits),
  )
  return hunks.length === 0 ? [] : [...diffHeading(file.path ?? resolve(cwd, file.name), cwd), ...hunks]
}

/** `casehard diff`: prints the changes of hardening as a unified diff; returns exit code 1 if there are any. */
export const runDiff = async (io: Io, requested: Values, paths: readonly string[]): Promise<number> => {
  if (paths.length === 0)
    throw usageFailure('diff: name files or folders, e.g. casehard diff . or, for stdin, casehard diff -')
  const allowed = { stdin: true, pipes: true, instead: 'name files or folders, or pipe manifests in' }
  const outcome = await hardenPaths(io, requested, paths, allowed)
  const lines = outcome.outcomes.flatMap((file) => diffOf(file, io.cwd))
  await print(io, diffText(lines, io.stdout.isTTY ? { color: mayColor(io, io.stdout) } : undefined))
  if (outcome.summarize) {
    const color = mayColor(io, io.stderr)
    io.stderr.write(reportText(outcome.report, { color, full: false }) + filesText(outcome, 'to change'))
  }
  return outcome.report.changes.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
