import { formatCount, formatResource } from '../../lib/format.ts'
import { printable, printableLines } from '../../lib/printable.ts'
import type { Change, Held, Notice, Report, ReportedEvidence } from '../../model.ts'
import { COLUMNS, formatStanceOption, type Item, layOutItems, type Paint, paint, wrap } from '../format.ts'
import { findGeneralNotices, groupWorkloads, type Workload } from '../workloads.ts'
import { paintVerdicts, wrapCounts } from './layout.ts'

/** Lists the entries of a workload; entries that are the same for several containers are one item. */
export const buildDetails = (workload: Workload): Item[] => {
  const { changes, held, skipped, notices } = workload
  const whole = workload.pods.length > 0 ? 'pod' : ''
  return [
    ...joinTargets(changes, '+', whole, changeText),
    ...joinTargets(held, '!', whole, heldText),
    ...skipped.map(({ reason }): Item => ({ sign: '-', subject: 'skipped', text: reason })),
    ...notices.map(({ code, message, line }): Item => ({ sign: 'i', subject: code, text: withLine(message, line) })),
  ]
}

/** Joins entries of a control with the same text to one item that names their containers. */
const joinTargets = <T extends Change | Held>(
  entries: readonly T[],
  sign: Item['sign'],
  whole: string,
  textOf: (entry: T) => string,
): Item[] => {
  const groups = new Map<string, { control: string; text: string; targets: Set<string> }>()
  for (const entry of entries) {
    const text = textOf(entry)
    const key = JSON.stringify([entry.control, text])
    const group = groups.get(key) ?? { control: entry.control, text, targets: new Set() }
    group.targets.add(entry.container ?? whole)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ control, text, targets }) => {
    const named = [...targets].filter((target) => target !== '').join(', ')
    return { sign, subject: control, text: named === '' ? text : `${named}: ${text}` }
  })
}

/** Omits evidence from the manifest: it is mostly the field itself, and would keep equal entries apart. */
const changeText = (change: Change): string => {
  const { reason, evidence } = change
  const facts = evidence.filter(({ source }) => source !== 'manifest')
  return `${reason}${formatEvidenceList(facts)}${formatMarks(change)}`
}

/** Formats what a reader should know of a change: that it is assumed, and that it is known. */
const formatMarks = ({ confidence, known }: Pick<Change, 'confidence' | 'known'>): string => {
  const marks = [...(confidence === 'assumed' ? ['assumed'] : []), ...(known ? ['known'] : [])]
  return marks.length === 0 ? '' : ` [${marks.join(', ')}]`
}

const heldText = ({ reason, evidence, hint, cause, expected }: Held): string =>
  `${reason}${formatEvidenceList(evidence)}${hint === '' ? '' : `; ${hint}`} [${cause}${expected ? ', expected' : ''}]`

const formatEvidenceList = (evidence: readonly ReportedEvidence[]): string => {
  const facts = evidence.map(({ source, text, line, file }) => {
    if (line === undefined) return source === 'manifest' ? text : `${source}: ${text}`
    return `${file === undefined ? `line ${line}` : `${file}:${line}`}: ${text}`
  })
  return facts.length === 0 ? '' : ` (${facts.join('; ')})`
}

const withLine = (message: string, line: number | undefined): string =>
  line === undefined ? message : `${message} (line ${line})`

/**
 * Formats a report as text: a headline, then each workload with its changes, held changes with reason and hint, skips and
 * notices. Control characters and commands of CI systems from the input are escaped.
 */
export const reportText = (report: Report, { color }: { color: boolean }): string => {
  const style = paint(color)
  const bodies = groupWorkloads(report).flatMap((workload) => [
    '',
    `${style.bold(formatTitle(workload))}  ${formatDocumentPlace(workload)}  ${paintVerdicts(formatVerdicts(workload, report), style)}`,
    ...layOutItems(buildDetails(workload), style),
  ])
  const general = findGeneralNotices(report).map(noticeItem)
  const notices = [...(general.length > 0 ? [''] : []), ...layOutItems(general, style)]
  return printableLines(`${[...layOutHeadline(report, style), ...bodies, ...notices].join('\n')}\n`)
}

/** Makes the item of a notice about no object. */
export const noticeItem = ({ code, message, file, line }: Notice): Item => ({
  sign: 'i',
  subject: code,
  text: file === undefined ? message : `${file}:${line}: ${message}`,
})

/** Lays out the first lines of a report. */
export const layOutHeadline = (report: Report, style: Paint, columns?: number): string[] => {
  const whole = report.error === undefined ? Number.POSITIVE_INFINITY : COLUMNS
  const width = columns === undefined ? whole : columns - 2
  const lay = report.error === undefined ? wrapCounts : wrap
  const [totals = '', ...others] = formatHeadline(report).map((line) => lay(line, width).join('\n'))
  // What follows the counts has the name of the profile, or the message of an error, which are not coloured.
  const [counts = '', rest = ''] = report.error === undefined ? totals.split(/(?=\[profile\s)/) : ['', totals]
  const [first = '', ...more] = `${paintVerdicts(counts, style)}${rest}`.split('\n')
  return [style.bold(first), ...[...more, ...others.flatMap((line) => line.split('\n'))].map((line) => `  ${line}`)]
}

/** Returns the first lines of a report: the totals, or the error. The first one is the main line. */
export const formatHeadline = (report: Report): string[] => {
  const { error, profile, changes, held, summary, notices, check } = report
  if (error !== undefined) return `casehard: failed: ${error.message} [${error.code}]`.split('\n').map(printable)
  const assumed = countAssumed(changes)
  const parts = [
    `${check ? `${summary.changed} would change` : formatCount(summary.changed, 'change')}${assumed === 0 ? '' : ` (${assumed} assumed)`}`,
    `${summary.held} held${formatExpected(held)}`,
    `${summary.skipped} skipped`,
    `${summary.compliant} compliant`,
    ...(notices.length === 0 ? [] : [formatCount(notices.length, 'notice')]),
  ]
  const line = `casehard: ${formatCount(summary.pods, 'pod')}: ${parts.join(', ')} [profile ${printable(profile)}]`
  const { flag, setting } = formatStanceOption('cautious', profile, assumedControls(changes))
  const hint = `assumed: there is no evidence for or against the change; ${flag ?? setting} holds such changes`
  return assumed === 0 ? [line] : [line, hint]
}

/**
 * Formats how many held changes need no action, because the input shows that the field is right, and how many are held
 * because nothing is known.
 */
const formatExpected = (held: readonly Held[]): string => {
  const expected = held.filter((entry) => entry.expected).length
  const unknown = held.filter(({ cause }) => cause === 'unknown').length
  const parts = [...(expected === 0 ? [] : [`${expected} expected`]), ...(unknown === 0 ? [] : [`${unknown} unknown`])]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

/** Returns the controls with assumed changes, those with most changes first. */
export const assumedControls = (changes: readonly Change[]): string[] =>
  countControls(changes.filter(({ confidence }) => confidence === 'assumed')).map(([control]) => control)

/** Counts entries by control, the most frequent first. */
export const countControls = (entries: readonly Pick<Change, 'control'>[]): [control: string, count: number][] => {
  const counts = new Map<string, number>()
  for (const { control } of entries) counts.set(control, (counts.get(control) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}

const countAssumed = (changes: readonly Change[]): number =>
  changes.filter(({ confidence }) => confidence === 'assumed').length

/** Formats the name of a workload. */
export const formatTitle = ({ resource }: Pick<Workload, 'resource'>): string => printable(formatResource(resource))

/** Formats the place of a workload. */
export const formatDocumentPlace = ({ document }: Workload): string => {
  if (document.new) return 'new'
  return document.file === undefined ? `line ${document.line}` : printable(`${document.file}:${document.line}`)
}

/** Formats the counts of a workload and the Pod Security levels of its pods. */
export const formatVerdicts = (
  { changes, held, skipped, pods, notices }: Workload,
  { check }: Pick<Report, 'check'>,
): string => {
  const assumed = countAssumed(changes)
  const parts = [
    ...(changes.length === 0
      ? []
      : [`${changes.length} ${check ? 'would change' : 'changed'}${assumed === 0 ? '' : ` (${assumed} assumed)`}`]),
    ...(held.length === 0 ? [] : [`${held.length} held${formatExpected(held)}`]),
    ...(skipped.length === 0 ? [] : ['skipped']),
    ...(notices.length === 0 ? [] : [formatCount(notices.length, 'notice')]),
  ]
  const levels = formatLevels({ pods })
  const verdicts = parts.length === 0 ? 'compliant' : parts.join(', ')
  return levels.length === 0 ? verdicts : `${verdicts}; ${levels.join(', ')}`
}

/** Formats the Pod Security levels of a workload's pods before and after, without duplicates. */
export const formatLevels = ({ pods }: Pick<Workload, 'pods'>): string[] => [
  ...new Set(pods.map(({ level: { before, after } }) => (before === after ? after : `${before} -> ${after}`))),
]
