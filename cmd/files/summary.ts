import { printable } from '../../src/lib/printable.ts'
import type { PathsOutcome } from './harden-paths.ts'

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/**
 * What became of the files, for people: a line for the whole, one for each file that is changed, one for each that was
 * left alone although it could hold manifests.
 * @param done what is said of a changed file, e.g. `fixed`
 */
export const filesText = ({ outcomes, gathered }: PathsOutcome, done: string): string => {
  const { files, leftAlone } = gathered
  const changed = outcomes.filter(({ changes }) => changes.length > 0)
  const witnesses = files.filter(({ evidenceOnly }) => evidenceOnly).length
  const parts = [
    `${changed.length} ${done}`,
    ...(leftAlone.length === 0 ? [] : [`${leftAlone.length} left alone`]),
    ...(witnesses === 0 ? [] : [`${witnesses} more read for evidence`]),
  ]
  const rows = [
    ...changed.map(({ file, changes, held }): [string, string] => [
      file.name,
      `${done}: ${count(changes.length, 'change')}${held === 0 ? '' : `, ${held} held`}`,
    ]),
    ...leftAlone.map(({ name, reason }): [string, string] => [name, `left alone: ${reason}`]),
  ].map(([name, words]) => [printable(name), words] as const)
  const width = Math.min(60, Math.max(0, ...rows.map(([name]) => name.length)))
  const lines = rows.map(([name, words]) => `  ${name.padEnd(width)}  ${words}\n`)
  return `${count(outcomes.length, 'file')} of manifests: ${parts.join(', ')}\n${lines.join('')}`
}
