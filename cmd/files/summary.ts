import { formatCount } from '../../src/lib/format.ts'
import { printable, printableLines } from '../../src/lib/printable.ts'
import { reportText } from '../../src/report/text/text.ts'
import type { PathsOutcome } from './harden-paths.ts'

/** Notices that a line about the file replaces. */
const ABOUT_FILES = ['left-out', 'refused']

/** Formats the summary of a run on files and folders: that of the report, and the outcome of each file. */
export const pathsText = (outcome: PathsOutcome, done: string, color: boolean): string => {
  const notices = outcome.report.notices.filter(({ code }) => !ABOUT_FILES.includes(code))
  return reportText({ ...outcome.report, notices }, { color, full: false }) + filesText(outcome, done)
}

/**
 * Formats the outcome of each file: a line of totals, a line for each changed file, and a line for each skipped file that
 * may contain manifests.
 * @param done the word for a changed file, e.g. `fixed`
 */
const filesText = ({ outcomes, gathered }: PathsOutcome, done: string): string => {
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
  const rows = [
    ...changed.map(({ file, changes, held }): [string, string] => [
      file.name,
      `${done}: ${formatCount(changes.length, 'change')}${held === 0 ? '' : `, ${held} held`}`,
    ]),
    ...skipped.map(({ name, reason, line }): [string, string] => [
      name,
      `${line === undefined ? 'skipped' : 'left out'}: ${reason}`,
    ]),
  ].map(([name, words]) => [printable(name), words] as const)
  const width = Math.min(60, Math.max(0, ...rows.map(([name]) => name.length)))
  const lines = rows.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`)
  const text = `${formatCount(outcomes.length, 'file')} of manifests: ${parts.join(', ')}\n${lines.join('')}`
  return printableLines(text)
}
