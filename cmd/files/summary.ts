import { formatCount } from '../../src/lib/format.ts'
import { printable } from '../../src/lib/printable.ts'
import type { PathsOutcome } from './harden-paths.ts'

/**
 * Formats the outcome of each file: a line of totals, a line for each changed file, and a line for each skipped file that
 * may contain manifests.
 * @param done the word for a changed file, e.g. `fixed`
 */
export const filesText = ({ outcomes, gathered }: PathsOutcome, done: string): string => {
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
  ].map(([name, words]) => [printable(name), words] as const)
  const width = Math.min(60, Math.max(0, ...rows.map(([name]) => name.length)))
  const lines = rows.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`)
  return `${formatCount(outcomes.length, 'file')} of manifests: ${parts.join(', ')}\n${lines.join('')}`
}
