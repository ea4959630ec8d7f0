import type { Change, Held, Report } from '../../src/model.ts'
import { needsAction } from '../../src/report/format.ts'
import type { Io } from '../io/io.ts'

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

/** Formats the next commands; on a terminal also the one that asks for decisions. */
export const nextCommands = (io: Io, report: Report): string => {
  const isOpen = io.stderr.isTTY && report.held.some(({ cause }) => cause === 'unknown')
  return `${explainCommandFor(report)} explains one${isOpen ? '; casehard review PATH decides on what is unknown' : ''}`
}
