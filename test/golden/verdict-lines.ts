import { printable } from '../../src/lib/printable.ts'
import type {
  Change,
  DocumentRef,
  Held,
  Notice,
  Operation,
  PodEntry,
  Report,
  ReportedEvidence,
} from '../../src/model.ts'
import { formatDocumentPlace, formatTitle } from '../../src/report/text/text.ts'
import { findGeneralNotices, groupWorkloads, type Workload } from '../../src/report/workloads.ts'

/** What a file of verdicts contains. */
export interface LineOptions {
  /** Whether the verdicts of a control have texts. */
  detailed: (control: string) => boolean
  /** Whether a line `=` contains the Pod Security level and the policy of each pod. */
  levels: boolean
}

/**
 * The verdicts of a report for a golden file that a person reads: a heading for each object, and below it a line for
 * each verdict, `+` for what is changed, `-` for what is held, `?` for what is skipped and `!` for a notice; what to do
 * about something that is held, and what would be done, are indented below. There are no totals and no references, so
 * that a file changes only where a verdict in it does.
 * @param detailed the controls and generators that the file is about; verdicts of others have no texts
 */
export const verdictLines = (report: Report, { detailed, levels }: LineOptions): string => {
  const parts = groupWorkloads(report).map((workload) => workloadLines(workload, { detailed, levels }))
  const general = findGeneralNotices(report).map((notice) => noticeLine(notice))
  const sections = [...parts, ...(general.length === 0 ? [] : [general])]
  return sections.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n')
}

const workloadLines = (workload: Workload, { detailed, levels }: LineOptions): string[] => {
  const { changes, held, skipped, notices, pods } = workload
  const whole = pods.length > 0 ? 'pod' : 'object'
  const lines = [
    ...(levels ? pods.map(podLine) : []),
    ...changes.map((change) => changeLine(change, whole, detailed(change.control))),
    ...held.flatMap((one) => heldLines(one, whole, detailed(one.control))),
    ...skipped.map(({ reason }) => `? skipped: ${printable(reason)}`),
    ...notices.map(noticeLine),
  ]
  const isQuiet = changes.length + held.length + skipped.length + notices.length === 0
  return [`${formatTitle(workload)}, ${formatDocumentPlace(workload)}`, ...lines, ...(isQuiet ? ['compliant'] : [])]
}

const podLine = ({ path, level: { before, after }, policy }: PodEntry): string =>
  `= ${printable(path)} ${before} -> ${after}${policy === undefined ? '' : `, by policy ${printable(policy)}`}`

const changeLine = (change: Change, whole: string, isTold: boolean): string => {
  const how = [change.confidence, ...(change.immutable ? ['immutable'] : [])]
  return `+ ${entryText(change, whole, how)}${isTold ? wordsOf(change) : ''}`
}

/** Reasons that do not come from a control: of exemptions, the API and operators. */
const heldLines = (held: Held, whole: string, isTold: boolean): string[] => {
  const { cause, confidence, hint, operations = [] } = held
  const line = `- ${entryText(held, whole, [cause, ...(confidence === undefined ? [] : [confidence])])}`
  if (!isTold && cause !== 'exemption' && cause !== 'api-rule') return [line]
  const would = operations.map((operation) => `    would ${operationText(operation)}`)
  return [`${line}${wordsOf(held)}`, `    hint: ${printable(hint)}`, ...would]
}

const entryText = ({ control, container, path, line }: Change | Held, whole: string, how: string[]): string =>
  printable(`${control} ${container === undefined ? whole : `"${container}"`} ${path}:${line} [${how.join(', ')}]`)

const wordsOf = ({ reason, evidence, document }: Change | Held): string =>
  printable(` ${reason} (${evidence.map((one) => clueText(one, document)).join('; ')})`)

const clueText = ({ source, text, line, file }: ReportedEvidence, document: DocumentRef): string => {
  const place = file === undefined || file === document.file ? '' : ` ${file}`
  return `${source}${place}${line === undefined ? '' : `:${line}`}: ${text}`
}

const operationText = (operation: Operation): string =>
  printable(
    [operation.op, operation.path, ...('value' in operation ? [JSON.stringify(operation.value)] : [])].join(' '),
  )

const noticeLine = ({ code, message, file, line }: Notice): string => {
  const place = [...(file === undefined ? [] : [file]), ...(line === undefined ? [] : [line])].join(':')
  return printable(`! ${code}${place === '' ? '' : ` ${place}`}: ${message}`)
}
