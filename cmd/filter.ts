import { reportText } from '../src/report/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN } from './exit-codes.ts'
import { findingsOf } from './findings.ts'
import { readStdin } from './input.ts'
import type { Io } from './io.ts'
import { mayColor, print } from './output.ts'
import { type Outcome, runHardening } from './run.ts'
import type { Values } from './values.ts'

/** Writes hardened manifests to stdout and the summary to stderr, and gives the exit code. */
export const writeHardened = async (io: Io, { files, report, summarize, failOn }: Outcome): Promise<number> => {
  await print(io, files.map(({ text }) => text).join(''))
  if (summarize) io.stderr.write(reportText(report, { color: mayColor(io, io.stderr), full: false }))
  const findings = findingsOf(report, failOn, files[0]?.name)
  for (const line of findings) io.stderr.write(line)
  return findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}

/** The bare `casehard`: manifests from stdin to stdout. */
export const runFilter = async (io: Io, said: Values): Promise<number> => {
  const instead = 'e.g. helm template NAME CHART | casehard; or see casehard --help'
  return writeHardened(io, await runHardening(io, said, async () => [await readStdin(io, instead)]))
}
