import { printable } from '../../lib/printable.ts'
import type { Change, Held, Report, ReportedEvidence } from '../../model.ts'
import { askFor } from '../words.ts'
import { generalNotices, groupWorkloads, type Workload } from '../workloads.ts'
import { COLUMNS, type Item, layItems, type Paint, paint, wrap } from './layout.ts'

/** All that there is to say of a workload; what is the same for several of its containers is said once. */
export const detailsOf = (workload: Workload): Item[] => {
  const { changes, held, skipped, notices } = workload
  const whole = workload.pods.length > 0 ? 'pod' : ''
  return [
    ...joinTargets(changes, '+', whole, changeText),
    ...joinTargets(held, '!', whole, heldText),
    ...skipped.map(({ reason }): Item => ({ sign: '-', subject: 'skipped', text: reason })),
    ...notices.map(({ code, message, line }): Item => ({ sign: 'i', subject: code, text: atLine(message, line) })),
  ]
}

/** One item for all entries of a control that say the same, with the names of what they speak of. */
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

/** Evidence from the manifest is the field itself, mostly, and would tell apart what is the same: left to the JSON. */
const changeText = ({ reason, confidence, evidence }: Change): string => {
  const facts = evidence.filter(({ source }) => source !== 'manifest')
  return `${reason}${quoted(facts)}${confidence === 'assumed' ? ' [assumed]' : ''}`
}

const heldText = ({ reason, evidence, hint, cause }: Held): string =>
  `${reason}${quoted(evidence)}${hint === '' ? '' : `; ${hint}`} [${cause}]`

const quoted = (evidence: readonly ReportedEvidence[]): string => {
  const facts = evidence.map(({ source, text, line, file }) => {
    if (line === undefined) return source === 'manifest' ? text : `${source}: ${text}`
    return `${file === undefined ? `line ${line}` : `${file}:${line}`}: ${text}`
  })
  return facts.length === 0 ? '' : ` (${facts.join('; ')})`
}

const atLine = (message: string, line: number | undefined): string =>
  line === undefined ? message : `${message} (line ${line})`

/** A name that is longer than this does not push the columns of the others. */
const NAME_COLUMNS = 48

/**
 * A report for people: a line for the whole, then one for each workload; with `full` also what was changed, held (and
 * why, and what to do about it), skipped and noticed. Nothing in it from the input can act upon a terminal.
 */
export const reportText = (report: Report, { color, full }: { color: boolean; full: boolean }): string => {
  const style = paint(color)
  const workloads = groupWorkloads(report)
  const rows = workloads.map((workload) => ({ workload, title: titleOf(workload), place: placeOf(workload) }))
  const titles = Math.min(NAME_COLUMNS, Math.max(0, ...rows.map(({ title }) => title.length)))
  const places = Math.max(0, ...rows.map(({ place }) => place.length))
  const bodies = rows.flatMap(({ workload, title, place }) => {
    if (!full) return `  ${title.padEnd(titles)}  ${place.padEnd(places)}  ${verdictsOf(workload)}`
    return ['', `${style.bold(title)}  ${place}  ${verdictsOf(workload)}`, ...layItems(detailsOf(workload), style)]
  })
  const general = generalNotices(report).map(
    ({ code, message, file, line }): Item => ({
      sign: 'i',
      subject: code,
      text: file === undefined ? message : `${file}:${line}: ${message}`,
    }),
  )
  const notices = [...(full && general.length > 0 ? [''] : []), ...layItems(general, style)]
  return `${[...layIntro(report, style), ...bodies, ...notices].join('\n')}\n`
}

const layIntro = (report: Report, style: Paint): string[] =>
  introOf(report)
    .flatMap((line) => (report.error === undefined ? [line] : wrap(line, COLUMNS)))
    .map((line, i) => (i === 0 ? style.bold(line) : `  ${line}`))

/** What there is to say of the whole: how much of what, or why the run failed. The first line is the main one. */
export const introOf = ({ error, profile, changes, summary, notices }: Report): string[] => {
  if (error !== undefined) return `casehard: failed: ${error.message} [${error.code}]`.split('\n').map(printable)
  const assumed = countAssumed(changes)
  const parts = [
    `${plural(summary.changed, 'change')}${assumed === 0 ? '' : ` (${assumed} assumed)`}`,
    `${summary.held} held`,
    `${summary.skipped} skipped`,
    `${summary.compliant} compliant`,
    ...(notices.length === 0 ? [] : [plural(notices.length, 'notice')]),
  ]
  const line = `casehard: ${plural(summary.pods, 'pod')}: ${parts.join(', ')} [profile ${printable(profile)}]`
  const { flag, setting } = askFor('cautious', profile, 'CONTROL')
  const hint = `assumed: nothing speaks against the change and nothing for it; ${flag ?? setting} leaves it out`
  return assumed === 0 ? [line] : [line, hint]
}

const countAssumed = (changes: readonly Change[]): number =>
  changes.filter(({ confidence }) => confidence === 'assumed').length

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** How a workload is called, for people. */
export const titleOf = ({ resource: { kind, namespace, name } }: Pick<Workload, 'resource'>): string =>
  printable(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}`)

/** Where a workload stands, for people. */
export const placeOf = ({ document }: Workload): string => {
  if (document.new) return 'new'
  return document.file === undefined ? `line ${document.line}` : printable(`${document.file}:${document.line}`)
}

const verdictsOf = ({ changes, held, skipped, pods, notices }: Workload): string => {
  const assumed = countAssumed(changes)
  const parts = [
    ...(changes.length === 0 ? [] : [`${changes.length} changed${assumed === 0 ? '' : ` (${assumed} assumed)`}`]),
    ...(held.length === 0 ? [] : [`${held.length} held`]),
    ...(skipped.length === 0 ? [] : ['skipped']),
    ...(notices.length === 0 ? [] : [plural(notices.length, 'notice')]),
  ]
  const levels = levelsOf({ pods })
  const verdicts = parts.length === 0 ? 'compliant' : parts.join(', ')
  return levels.length === 0 ? verdicts : `${verdicts}; ${levels.join(', ')}`
}

/** The levels of a workload's pods before and after, each once. */
export const levelsOf = ({ pods }: Pick<Workload, 'pods'>): string[] => [
  ...new Set(pods.map(({ level: { before, after } }) => (before === after ? after : `${before} -> ${after}`))),
]
