import { printable } from '../../lib/printable.ts'
import type { Change, Held, Report, ReportedEvidence } from '../../model.ts'
import { verbOf } from '../format.ts'
import { formatDocumentPlace, formatHeadline, formatLevels, formatTitle } from '../text/text.ts'
import { findGeneralNotices, groupWorkloads, type Workload } from '../workloads.ts'

/** Words of letters, digits and punctuation that every renderer shows as text. */
const PLAIN = /^[\p{L}\p{N}.,;:!?'"()/=+%-]+$/u
/** Words of such characters that become a link, a reference or an emoji. */
const LINKED = /:\/\/|www\.|^[("']*[0-9a-f]{7,}\b|[A-Za-z]-\d|:[\w+-]+:/i

/** Formats a text as a code span for a cell of a table, so that nothing in it is markup, a mention or a link. */
const codeSpan = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`
}

/** Shortens a text to at most so many characters. */
export const shorten = (text: string, most: number): string => {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

/**
 * Formats a text for a cell of a table in GitHub's Markdown, shortened. Words that a renderer might not show as text
 * become code spans, which contain no markup, no mentions and no links.
 */
export const markdownText = (text: string, most = 600): string => {
  const parts: { code: boolean; words: string[] }[] = []
  for (const word of printable(shorten(text, most)).split(' ')) {
    if (word === '') continue
    const code = !PLAIN.test(word) || LINKED.test(word)
    const last = parts.at(-1)
    if (last?.code === code) last.words.push(word)
    else parts.push({ code, words: [word] })
  }
  return parts.map(({ code, words }) => (code ? codeSpan(words.join(' ')) : words.join(' '))).join(' ')
}

/** Escapes a text for elements and attributes of HTML. */
export const htmlText = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

/** GitHub accepts comments of 65,536 characters; the rest is for text around the report. */
const MOST_CHARACTERS = 60_000
/** The part of it for the table of workloads. */
const MOST_TABLE_CHARACTERS = 24_000
const MOST_NAME_CHARACTERS = 120

const name = (workload: Workload): string => shorten(formatTitle(workload), MOST_NAME_CHARACTERS)

const rowOf = (workload: Workload): string => {
  const { changes, held, skipped } = workload
  const assumed = changes.filter(({ confidence }) => confidence === 'assumed').length
  const changed = `${changes.length}${assumed === 0 ? '' : ` (${assumed} assumed)`}`
  const levels = formatLevels(workload).join(', ').replaceAll('->', '→')
  const cells = [
    `${markdownText(name(workload))}, ${markdownText(shorten(formatDocumentPlace(workload), MOST_NAME_CHARACTERS))}`,
    skipped.length === 0 ? changed : 'skipped',
    `${held.length}`,
    levels,
  ]
  return `| ${cells.join(' | ')} |\n`
}

const evidenceText = (evidence: readonly ReportedEvidence[]): string =>
  evidence
    .map(({ source, text, line, file }) => {
      const place = line === undefined ? source : file === undefined ? `line ${line}` : `${file}:${line}`
      return markdownText(`${place}: ${text}`)
    })
    .join('<br>')

const changeRow = ({ control, container, reason, confidence, known, evidence }: Change, verb: string): string[] => [
  verb,
  control,
  container ?? '',
  `${reason} [${confidence}${known ? ', known' : ''}]`,
  evidenceText(evidence),
]

const heldRow = ({ control, container, reason, cause, expected, hint, evidence }: Held): string[] => [
  'held',
  control,
  container ?? '',
  `${reason}${hint === '' ? '' : `; ${hint}`} [${cause}${expected ? ', expected' : ''}]`,
  evidenceText(evidence),
]

/** Formats the details of a workload, folded; empty for a compliant workload. */
const sectionOf = (workload: Workload, verb: string): string => {
  const { changes, held, skipped, notices } = workload
  const rows = [
    ...held.map(heldRow),
    ...changes.map((change) => changeRow(change, verb)),
    ...skipped.map(({ reason }) => ['skipped', '', '', reason, '']),
    ...notices.map(({ code, message, line }) => [
      'notice',
      code,
      '',
      message,
      line === undefined ? '' : `line ${line}`,
    ]),
  ]
  if (rows.length === 0) return ''
  const lines = rows.map(([what = '', control = '', container = '', text = '', evidence = '']) => {
    const cells = [what, markdownText(control, 100), markdownText(container, 100), markdownText(text), evidence]
    return `| ${cells.join(' | ')} |\n`
  })
  const summary = `<summary><code>${htmlText(name(workload))}</code>: ${held.length} held, ${changes.length} ${verb}</summary>`
  const head = '| | control | container | why | evidence |\n|---|---|---|---|---|\n'
  return `\n<details>${summary}\n\n${head}${lines.join('')}\n</details>\n`
}

/** Returns as many of the first texts as fit into so many characters. */
const takeUpTo = (texts: readonly string[], most: number): string[] => {
  let length = 0
  const end = texts.findIndex((text) => {
    length += text.length
    return length > most
  })
  return end < 0 ? [...texts] : texts.slice(0, end)
}

const formatOmitted = (count: number, what: string): string =>
  count === 0 ? '' : `\nOmitted because of the size limit: ${what} ${count}. The JSON report contains all.\n`

/**
 * Formats a report as Markdown for a pull request: a headline, a table of the workloads, and the details of each, folded.
 * It fits into a comment: workloads at the end are omitted as a whole, and counted.
 */
export const reportMarkdown = (report: Report): string => {
  const [first = '', ...more] = formatHeadline(report).map((line) => markdownText(line, 2_000))
  const intro = [`**${first}**`, ...more].join('<br>')
  const workloads = groupWorkloads(report)
  const verb = verbOf(report)
  const rows = takeUpTo(workloads.map(rowOf), MOST_TABLE_CHARACTERS)
  const notices = takeUpTo(
    findGeneralNotices(report).map(({ message }) => `- ${markdownText(message)}\n`),
    MOST_TABLE_CHARACTERS / 4,
  )
  const start = [
    `${intro}\n`,
    rows.length === 0 ? '' : `\n| workload | ${verb} | held | level |\n|---|---|---|---|\n${rows.join('')}`,
    formatOmitted(workloads.length - rows.length, 'workloads:'),
    notices.length === 0 ? '' : `\n${notices.join('')}`,
    formatOmitted(findGeneralNotices(report).length - notices.length, 'notices:'),
  ].join('')
  const sections = workloads.slice(0, rows.length).map((workload) => sectionOf(workload, verb))
  const shown = takeUpTo(sections, MOST_CHARACTERS - start.length)
  const hidden = sections.slice(shown.length).filter((section) => section !== '').length
  return `${start}${shown.join('')}${formatOmitted(hidden, 'details of workloads:')}`
}
