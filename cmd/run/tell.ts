import { reportText } from '../../src/report/text/text.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { findingsOf, mayColor, print } from './output.ts'
import type { Outcome } from './run.ts'

/** Tells the summary and what the caller asked to fail over on stderr, after the manifests are written; gives the exit code. */
export const printSummary = (io: Io, { files, report, summarize, failOn }: Outcome): number => {
  if (summarize) io.stderr.write(reportText(report, { color: mayColor(io, io.stderr), full: false }))
  const findings = findingsOf(report, failOn, files[0]?.name)
  for (const line of findings) io.stderr.write(line)
  return findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}

/** Writes hardened manifests to stdout, then tells what there is to say of them; gives the exit code. */
export const writeHardened = async (io: Io, outcome: Outcome): Promise<number> => {
  await print(io, outcome.files.map(({ text }) => text).join(''))
  return printSummary(io, outcome)
}
