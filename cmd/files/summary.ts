import { formatCount } from '../../src/lib/format.ts'
import { printable } from '../../src/lib/printable.ts'
import { shortenMiddle } from '../../src/report/text/layout.ts'
import { MOST_SUMMARY_LINES, summaryText } from '../../src/report/text/summary.ts'
import { explainCommandFor } from '../run/summary.ts'
import type { PathsOutcome } from './harden-paths.ts'

/** The most lines for files. */
const MOST_FILE_LINES = 12

const MOST_FILE_NAME = 60

/**
 * Formats the outcome of each file: a line of totals, a line for each changed file, and a line for each skipped file that
 * may contain manifests; of many files, the first.
 * @param done the word for a changed file, e.g. `fixed`
 */
export const filesText = ({ outcomes, gathered }: PathsOutcome, done: string, most = MOST_FILE_LINES): string => {
  const { files, skipped } = gathered
  const changed = outcomes.filter(({ changes }) => changes.length > 0)
  const evidenceFiles = files.filter(({ evidenceOnly }) => evidenceOnly).length
  const parts = [
    `${changed.length} ${done}`,
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
    ...(evidenceFiles === 0 ? [] : [`${evidenceFiles} more read as evidence`]),
  ]
  const rows = [
    ...changed.map(({ file, changes, held }): [string, string] => [
      file.name,
      `${done}: ${formatCount(changes.length, 'change')}${held === 0 ? '' : `, ${held} held`}`,
    ]),
    ...skipped.map(({ name, reason }): [string, string] => [name, `skipped: ${reason}`]),
  ].map(([name, words]) => [shortenMiddle(printable(name), MOST_FILE_NAME), words] as const)
  const shown = rows.length > most ? rows.slice(0, most - 1) : rows
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  const lines = shown.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`)
  const more = rows.length === shown.length ? '' : `  and ${formatCount(rows.length - shown.length, 'more file')}\n`
  return `${formatCount(outcomes.length, 'file')} of manifests: ${parts.join(', ')}\n${lines.join('')}${more}`
}

/** Formats the summary of the report and then of the files. */
export const pathsText = (outcome: PathsOutcome, done: string, color: boolean): string => {
  const most = MOST_SUMMARY_LINES - MOST_FILE_LINES - 1
  const next = explainCommandFor(outcome.report)
  return `${summaryText(outcome.report, { color, most, next: `${next} explains one` })}${filesText(outcome, done)}`
}
