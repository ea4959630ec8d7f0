import { formatCount } from '../lib/format.ts'
import { printable } from '../lib/printable.ts'
import type { DocumentRef, Held, Notice, Report } from '../model.ts'
import { formatPlace, isFault } from './format.ts'
import { shorten } from './markdown/markdown.ts'
import { formatHeadline, formatLevels, formatTitle } from './text/text.ts'
import { groupWorkloads, type Workload } from './workloads.ts'

/** GitHub shows at most this many annotations of one kind for a step. */
const MOST_ANNOTATIONS = 10
/** The longest annotation; GitHub accepts 64 KB. */
const MOST_CHARACTERS = 4_000

interface Annotation {
  kind: 'error' | 'warning' | 'notice'
  file?: string | undefined
  line?: number | undefined
  title: string
  text: string
}

/** Escapes and shortens a text; line feeds stay, and no surrogate pair is cut. */
const lines = (text: string): string => shorten(text.split('\n').map(printable).join('\n'), MOST_CHARACTERS)

/** Escapes the characters that end a message, as GitHub's toolkit does. */
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

/** Returns the place of an annotation; if the input is a stream without a name, the text contains the line. */
const withPlace = (document: DocumentRef | undefined, line: number | undefined, text: string) => {
  if (document === undefined) return { text }
  if (document.file === undefined) return { text: `${formatPlace(document, line ?? document.line)}: ${text}` }
  return { file: document.file, line: line ?? document.line, text }
}

const heldAnnotation = (held: Held): Annotation => {
  const { control, container, reason, hint, cause, document, line } = held
  const target = `${formatTitle(held)}${container === undefined ? '' : `, container ${container}`}`
  const text = `${target}: held back: ${reason}${hint === '' ? '' : `; ${hint}`} [${cause}]`
  return { kind: 'warning', title: `casehard: ${control}`, ...withPlace(document, line, text) }
}

const noticeAnnotation = ({ code, message, document, resource, file, line }: Notice): Annotation => {
  const text = resource === undefined ? message : `${formatTitle({ resource })}: ${message}`
  const place = file === undefined ? withPlace(document, line, text) : { file, line, text }
  return { kind: 'warning', title: `casehard: ${code}`, ...place }
}

/** Joins the changes of a workload to one annotation, because GitHub shows few. */
const changesAnnotation = (workload: Workload): Annotation => {
  const { changes, document } = workload
  const controls = [...new Set(changes.map(({ control }) => control))].join(', ')
  const assumed = changes.filter(({ confidence }) => confidence === 'assumed').length
  const levels = formatLevels(workload)
  const count = `${formatCount(changes.length, 'change')}${assumed === 0 ? '' : ` (${assumed} assumed)`}`
  const text = `${formatTitle(workload)}: ${count}: ${controls}${levels.length === 0 ? '' : `; ${levels.join(', ')}`}`
  return { kind: 'notice', title: 'casehard: changes', ...withPlace(document, changes[0]?.line, text) }
}

const CAUSES = ['deviation', 'evidence', 'unknown', 'api-rule', 'stance', 'exemption']

/** Limits annotations to as many as GitHub shows; the last one gives the number of the others. */
const limitAnnotations = (annotations: readonly Annotation[]): Annotation[] => {
  if (annotations.length <= MOST_ANNOTATIONS) return [...annotations]
  const more = annotations.length - MOST_ANNOTATIONS + 1
  const kind = (annotations[0] as Annotation).kind
  const text = `${more} more: GitHub shows ${MOST_ANNOTATIONS} of a kind; the JSON report contains all`
  return [...annotations.slice(0, MOST_ANNOTATIONS - 1), { kind, title: 'casehard', text }]
}

/**
 * Formats a report as workflow commands of GitHub Actions, which become annotations. Changes held by a decision, by
 * evidence or by an API rule are warnings, in this order, and so are notices; the changes of a workload are one notice,
 * those with most changes first. Known changes are left out. There are at most as many of a kind as GitHub shows.
 */
export const reportGithub = (report: Report): string => {
  const { error } = report
  if (error !== undefined)
    return lineOf({ kind: 'error', title: `casehard: ${error.code}`, text: formatHeadline(report).join('\n') })
  const warned = report.held.filter(isFault)
  const held = warned.toSorted((a, b) => CAUSES.indexOf(a.cause) - CAUSES.indexOf(b.cause))
  const workloads = groupWorkloads({ ...report, changes: report.changes.filter(({ known }) => known !== true) })
  const changed = workloads
    .filter(({ changes }) => changes.length > 0)
    .toSorted((a, b) => b.changes.length - a.changes.length)
  const skipped = report.skipped.map(
    (entry): Annotation => ({
      kind: 'notice',
      title: 'casehard: skipped',
      ...withPlace(entry.document, undefined, `${formatTitle(entry)}: ${entry.reason}`),
    }),
  )
  const warnings = [...held.map(heldAnnotation), ...report.notices.map(noticeAnnotation)]
  const notices = [...changed.map(changesAnnotation), ...skipped]
  return [...limitAnnotations(warnings), ...limitAnnotations(notices)].map(lineOf).join('')
}
