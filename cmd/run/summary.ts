import { reportText } from '../../src/report/text/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { findingsOf, mayColor, print } from './output.ts'
import type { HardeningOutcome } from './run.ts'

/** Prints the summary and the findings that fail the run on stderr; returns the exit code. */
export const printSummary = (io: Io, { files, report, summarize, failOn }: HardeningOutcome): number => {
  if (summarize) io.stderr.write(reportText(report, { color: mayColor(io, io.stderr), full: false }))
  const findings = findingsOf(report, failOn, files[0]?.name)
  for (const line of findings) io.stderr.write(line)
  return findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}

/** Writes hardened manifests to stdout, then the summary to stderr; returns the exit code. */
export const writeHardened = async (io: Io, outcome: HardeningOutcome): Promise<number> => {
  await print(io, outcome.files.map(({ text }) => text).join(''))
  return printSummary(io, outcome)
}
