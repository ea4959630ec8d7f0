import { formatCount } from '../../src/lib/format.ts'
import { printable, printableLines } from '../../src/lib/printable.ts'
import type { Report } from '../../src/model.ts'
import { shortenMiddle } from '../../src/report/text/layout.ts'
import { MOST_SUMMARY_LINES, summaryText } from '../../src/report/text/summary.ts'
import { explainCommandFor } from '../run/summary.ts'
import type { PathsOutcome } from './harden-paths.ts'

/** Notices that a line about the file replaces. */
const ABOUT_FILES = ['left-out', 'refused']

/** The most lines for files. */
const MOST_FILE_LINES = 12

const MOST_FILE_NAME = 60

/** Returns the report without the notices that `filesText` replaces. */
export const withoutFileNotices = (report: Report): Report => ({
  ...report,
  notices: report.notices.filter(({ code }) => !ABOUT_FILES.includes(code)),
})

/** Returns the first rows; of too many, those of files that are not hardened have priority. */
const firstRows = <T>(changed: readonly T[], skipped: readonly T[], most: number): T[] => {
  if (changed.length + skipped.length <= most) return [...changed, ...skipped]
  return [...changed.slice(0, Math.max(0, most - 1 - skipped.length)), ...skipped].slice(0, most - 1)
}

/**
 * Formats the outcome of each file: a line of totals, a line for each changed file, and a line for each skipped file that
 * may contain manifests; of many files, the first.
 * @param done the word for a changed file, e.g. `fixed`
 */
export const filesText = ({ outcomes, gathered }: PathsOutcome, done: string, most = MOST_FILE_LINES): string => {
  const { files, skipped, excluded, problems } = gathered
  const leftOut = skipped.filter(({ line }) => line !== undefined).length
  const changed = outcomes.filter(({ changes }) => changes.length > 0)
  const evidenceFiles = files.filter(({ evidenceOnly }) => evidenceOnly).length
  const parts = [
    `${changed.length} ${done}`,
    ...(leftOut === 0 ? [] : [`${leftOut} left out`]),
    ...(skipped.length === leftOut ? [] : [`${skipped.length - leftOut} skipped`]),
    ...(problems.length === 0 ? [] : [`${problems.length} refused`]),
    ...(excluded.count === 0 ? [] : [`${excluded.count} excluded by ${printable(excluded.origin)}`]),
    ...(evidenceFiles === 0 ? [] : [`${evidenceFiles} more read as evidence`]),
  ]
  const changedRows = changed.map(({ file, changes, held }): [string, string] => [
    file.name,
    `${done}: ${formatCount(changes.length, 'change')}${held === 0 ? '' : `, ${held} held`}`,
  ])
  const skippedRows = skipped.map(({ name, reason, line }): [string, string] => [
    name,
    `${line === undefined ? 'skipped' : 'left out'}: ${reason}`,
  ])
  const shown = firstRows(changedRows, skippedRows, most).map(
    ([name, words]) => [shortenMiddle(printable(name), MOST_FILE_NAME), words] as const,
  )
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  const lines = shown.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`)
  const rest = changed.length + skipped.length - shown.length
  const more = rest === 0 ? '' : `  and ${formatCount(rest, 'more file')}\n`
  const text = `${formatCount(outcomes.length, 'file')} of manifests: ${parts.join(', ')}\n${lines.join('')}${more}`
  return printableLines(text)
}

/** Formats the summary of the report and then of the files. */
export const pathsText = (outcome: PathsOutcome, done: string, color: boolean): string => {
  const most = MOST_SUMMARY_LINES - MOST_FILE_LINES - 1
  const next = `${explainCommandFor(outcome.report)} explains one`
  return summaryText(withoutFileNotices(outcome.report), { color, most, next }) + filesText(outcome, done)
}
