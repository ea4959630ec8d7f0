import type { Change, Held, Report } from '../../src/model.ts'
import { needsAction } from '../../src/report/format.ts'
import { summaryText } from '../../src/report/text/summary.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { findingsOf, mayColor, print } from './output.ts'
import type { HardeningOutcome } from './run.ts'

/** Words that a shell leaves as they are. */
const PLAIN = /^[\w./-]+$/

/** Formats the command that explains the first entry on which somebody has to act, or shows its form. */
export const explainCommandFor = ({ changes, held }: Report): string => {
  const entry: Change | Held | undefined = held.find(needsAction) ?? changes[0] ?? held[0]
  if (entry === undefined) return ''
  const { kind, namespace, name } = entry.resource
  const target = `${kind}/${namespace === undefined ? '' : `${namespace}/`}${name}`
  const { file } = entry.document
  const isPlain = PLAIN.test(target) && PLAIN.test(file ?? '-') && name !== ''
  return `casehard explain ${isPlain ? target : 'KIND/NAME'} -f ${isPlain && file !== undefined ? file : 'FILE'}`
}

const nextCommand = (report: Report): string =>
  `${explainCommandFor(report)} explains one; --report text=/dev/stderr prints all`

/** Prints the summary and the findings that fail the run on stderr; returns the exit code. */
export const printSummary = (io: Io, { files, report, summarize, failOn }: HardeningOutcome): number => {
  if (summarize) io.stderr.write(summaryText(report, { color: mayColor(io, io.stderr), next: nextCommand(report) }))
  const findings = findingsOf(report, failOn, files[0]?.name)
  for (const line of findings) io.stderr.write(line)
  return findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}

/** Writes hardened manifests to stdout, then the summary to stderr; returns the exit code. */
export const writeHardened = async (io: Io, outcome: HardeningOutcome): Promise<number> => {
  await print(io, outcome.files.map(({ text }) => text).join(''))
  return printSummary(io, outcome)
}
