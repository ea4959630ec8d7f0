import type { Change, Report } from '../model.ts'
import { detailsOf } from './details.ts'
import { COLUMNS, type Item, layItems, type Paint, paint, wrap } from './layout.ts'
import { printable } from './printable.ts'
import { askFor } from './stance-words.ts'
import { generalNotices, groupWorkloads, type Workload } from './workloads.ts'

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
