import type { Change, Held, Report, ReportedEvidence } from '../../model.ts'
import { introOf, levelsOf, placeOf, titleOf } from '../text/text.ts'
import { generalNotices, groupWorkloads, type Workload } from '../workloads.ts'
import { htmlText, markdownText, shorten } from './escape.ts'

/** GitHub takes comments of 65,536 characters; what else is in the comment needs room, too. */
const MOST = 60_000
/** The table of the workloads takes no more than this of it. */
const MOST_ROWS = 24_000
const LONGEST_NAME = 120

const HEAD = '| workload | changed | held | level |\n|---|---|---|---|\n'

const name = (workload: Workload): string => shorten(titleOf(workload), LONGEST_NAME)

const rowOf = (workload: Workload): string => {
  const { changes, held, skipped } = workload
  const assumed = changes.filter(({ confidence }) => confidence === 'assumed').length
  const changed = `${changes.length}${assumed === 0 ? '' : ` (${assumed} assumed)`}`
  const levels = levelsOf(workload).join(', ').replaceAll('->', '→')
  const cells = [
    `${markdownText(name(workload))}, ${markdownText(shorten(placeOf(workload), LONGEST_NAME))}`,
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

const changeRow = ({ control, container, reason, confidence, evidence }: Change): string[] => [
  'changed',
  control,
  container ?? '',
  `${reason} [${confidence}]`,
  evidenceText(evidence),
]

const heldRow = ({ control, container, reason, cause, hint, evidence }: Held): string[] => [
  'held',
  control,
  container ?? '',
  `${reason}${hint === '' ? '' : `; ${hint}`} [${cause}]`,
  evidenceText(evidence),
]

/** All that there is to say of a workload, folded; nothing where all is as it should be. */
const sectionOf = (workload: Workload): string => {
  const { changes, held, skipped, notices } = workload
  const rows = [
    ...held.map(heldRow),
    ...changes.map(changeRow),
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
  const summary = `<summary><code>${htmlText(name(workload))}</code>: ${held.length} held, ${changes.length} changed</summary>`
  const head = '| | control | container | why | evidence |\n|---|---|---|---|---|\n'
  return `\n<details>${summary}\n\n${head}${lines.join('')}\n</details>\n`
}

/** As many texts from the start as go into so many characters. */
const takeUpTo = (texts: readonly string[], most: number): string[] => {
  let length = 0
  const end = texts.findIndex((text) => {
    length += text.length
    return length > most
  })
  return end < 0 ? [...texts] : texts.slice(0, end)
}

const leftOut = (count: number, what: string): string =>
  count === 0 ? '' : `\nLeft out here, for want of room: ${what} ${count}. The report in JSON has all.\n`

/**
 * A report as Markdown for a pull request: a line for the whole, a table of the workloads, and of each what was held
 * and changed, folded. Never longer than a comment may be: workloads at the end are left out whole, and counted.
 */
export const reportMarkdown = (report: Report): string => {
  const [first = '', ...more] = introOf(report).map((line) => markdownText(line, 2_000))
  const intro = [`**${first}**`, ...more].join('<br>')
  const workloads = groupWorkloads(report)
  const rows = takeUpTo(workloads.map(rowOf), MOST_ROWS)
  const notices = takeUpTo(
    generalNotices(report).map(({ message }) => `- ${markdownText(message)}\n`),
    MOST_ROWS / 4,
  )
  const start = [
    `${intro}\n`,
    rows.length === 0 ? '' : `\n${HEAD}${rows.join('')}`,
    leftOut(workloads.length - rows.length, 'workloads:'),
    notices.length === 0 ? '' : `\n${notices.join('')}`,
    leftOut(generalNotices(report).length - notices.length, 'notices:'),
  ].join('')
  const sections = workloads.slice(0, rows.length).map(sectionOf)
  const shown = takeUpTo(sections, MOST - start.length)
  const hidden = sections.slice(shown.length).filter((section) => section !== '').length
  return `${start}${shown.join('')}${leftOut(hidden, 'the details of further workloads:')}`
}
