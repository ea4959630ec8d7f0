import { printable } from '../lib/printable.ts'
import type { DocumentRef, Held, Notice, Report } from '../model.ts'
import { shorten } from './markdown/escape.ts'
import { introOf, levelsOf, titleOf } from './text/text.ts'
import { placeText, severityOf } from './words.ts'
import { groupWorkloads, type Workload } from './workloads.ts'

/** So many annotations of one kind GitHub shows of a step. */
const MOST = 10
/** No annotation says more than this, of the 64 KB that GitHub takes. */
const LONGEST = 4_000

interface Annotation {
  kind: 'error' | 'warning' | 'notice'
  file?: string | undefined
  line?: number | undefined
  title: string
  text: string
}

/** Line feeds stay; printable leaves no half of a character, and cutting must not make one. */
const lines = (text: string): string => shorten(text.split('\n').map(printable).join('\n'), LONGEST)

/** Characters that end a message, as the runner's own toolkit writes them. */
const escapeMessage = (text: string): string =>
  lines(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string => escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

const lineOf = ({ kind, file, line, title, text }: Annotation): string => {
  const properties = [
    ...(file === undefined ? [] : [`file=${escapeProperty(file)}`, ...(line === undefined ? [] : [`line=${line}`])]),
    `title=${escapeProperty(title)}`,
  ]
  return `::${kind} ${properties.join(',')}::${escapeMessage(text)}\n`
}

/** The input has no name where it was one stream: then the text says the line. */
const placed = (document: DocumentRef | undefined, line: number | undefined, text: string) => {
  if (document === undefined) return { text }
  if (document.file === undefined) return { text: `${placeText(document, line ?? document.line)}: ${text}` }
  return { file: document.file, line: line ?? document.line, text }
}

const heldAnnotation = (held: Held): Annotation => {
  const { control, container, reason, hint, cause, document, line } = held
  const target = `${titleOf(held)}${container === undefined ? '' : `, container ${container}`}`
  const text = `${target}: held back: ${reason}${hint === '' ? '' : `; ${hint}`} [${cause}]`
  return { kind: 'warning', title: `casehard: ${control}`, ...placed(document, line, text) }
}

const noticeAnnotation = ({ code, message, document, resource, file, line }: Notice): Annotation => {
  const text = resource === undefined ? message : `${titleOf({ resource })}: ${message}`
  const place = file === undefined ? placed(document, line, text) : { file, line, text }
  return { kind: 'warning', title: `casehard: ${code}`, ...place }
}

/** What is to change in a workload, in one annotation, since there is room for few. */
const changesAnnotation = (workload: Workload): Annotation => {
  const { changes, document } = workload
  const controls = [...new Set(changes.map(({ control }) => control))].join(', ')
  const assumed = changes.filter(({ confidence }) => confidence === 'assumed').length
  const levels = levelsOf(workload)
  const count = `${changes.length} change${changes.length === 1 ? '' : 's'}${assumed === 0 ? '' : ` (${assumed} assumed)`}`
  const text = `${titleOf(workload)}: ${count}: ${controls}${levels.length === 0 ? '' : `; ${levels.join(', ')}`}`
  return { kind: 'notice', title: 'casehard: changes', ...placed(document, changes[0]?.line, text) }
}

const CAUSES = ['deviation', 'evidence', 'api-rule', 'stance', 'exemption']

/** As many as GitHub shows, of which the last says how many more there are. */
const bounded = (annotations: readonly Annotation[]): Annotation[] => {
  if (annotations.length <= MOST) return [...annotations]
  const more = annotations.length - MOST + 1
  const kind = (annotations[0] as Annotation).kind
  const text = `${more} more: GitHub shows ${MOST} of a kind; the report in JSON has all`
  return [...annotations.slice(0, MOST - 1), { kind, title: 'casehard', text }]
}

/**
 * A report as workflow commands of GitHub Actions, which become annotations: what is held by a decision, by evidence or
 * by a rule of the API is a warning, in this order, and so are notices; what is changed is one notice a workload, those
 * with most changes first. Of each kind there are no more than GitHub shows.
 */
export const reportGithub = (report: Report): string => {
  const { error } = report
  if (error !== undefined)
    return lineOf({ kind: 'error', title: `casehard: ${error.code}`, text: introOf(report).join('\n') })
  const wanted = report.held.filter(({ cause }) => severityOf(cause) === 'warning')
  const held = wanted.toSorted((a, b) => CAUSES.indexOf(a.cause) - CAUSES.indexOf(b.cause))
  const workloads = groupWorkloads(report)
  const changed = workloads
    .filter(({ changes }) => changes.length > 0)
    .toSorted((a, b) => b.changes.length - a.changes.length)
  const skipped = report.skipped.map(
    (entry): Annotation => ({
      kind: 'notice',
      title: 'casehard: skipped',
      ...placed(entry.document, undefined, `${titleOf(entry)}: ${entry.reason}`),
    }),
  )
  const warnings = [...held.map(heldAnnotation), ...report.notices.map(noticeAnnotation)]
  const notices = [...changed.map(changesAnnotation), ...skipped]
  return [...bounded(warnings), ...bounded(notices)].map(lineOf).join('')
}
