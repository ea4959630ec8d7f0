import { formatCount } from '../../lib/format.ts'
import { printable, printableLines } from '../../lib/printable.ts'
import type { Report } from '../../model.ts'
import { type Item, layOutItems, needsAction, type Paint, paint } from '../format.ts'
import { findGeneralNotices, groupWorkloads, type Workload } from '../workloads.ts'
import { layOutRows, layOutText } from './layout.ts'
import { countControls, formatDocumentPlace, formatTitle, formatVerdicts, layOutHeadline, noticeItem } from './text.ts'

/** A summary has at most this many lines; the caller may print a few more. */
export const MOST_SUMMARY_LINES = 36

/** A notice is wrapped to several lines, so only the first few are shown. */
const MOST_NOTICE_LINES = 12

/** How a summary is formatted. */
export interface SummaryOptions {
  color: boolean
  /** The width of the terminal, if it is for one. */
  columns?: number
  /** The most lines. */
  most?: number
  /** What to run next, for a report with changes or held changes. */
  next?: string | undefined
}

/** Ranks a workload: one with something to decide comes first, one that is compliant last. */
const rankOf = ({ changes, held, skipped, notices }: Workload): number => {
  if (held.some(needsAction)) return 0
  if (notices.length + skipped.length > 0) return 1
  if (changes.some(({ confidence }) => confidence === 'assumed')) return 2
  return changes.length > 0 ? 3 : 4
}

/** Lays out the first workloads, in at most so many lines, and the number of the others. */
const layOutWorkloads = (report: Report, most: number, { color, columns }: SummaryOptions): string[] => {
  const workloads = groupWorkloads(report).toSorted((a, b) => rankOf(a) - rankOf(b))
  const layOut = (shown: readonly Workload[]): string[] =>
    layOutRows(
      shown.map((workload) => ({
        title: formatTitle(workload),
        place: formatDocumentPlace(workload),
        verdicts: formatVerdicts(workload, report),
      })),
      paint(color),
      columns,
    )
  let shown = workloads.length > most ? workloads.slice(0, Math.max(0, most - 1)) : workloads
  let lines = layOut(shown)
  // On a narrow terminal a workload takes several lines.
  while (shown.length > 1 && lines.length > most) {
    shown = shown.slice(0, -1)
    lines = layOut(shown)
  }
  const more = workloads.length - shown.length
  return [
    ...lines,
    ...(more === 0 ? [] : [`  and ${formatCount(more, shown.length === 0 ? 'workload' : 'more workload')}`]),
  ]
}

/** A space between a control and its count, at which no line ends. */
const KEPT = '\u00a0'

/** Lays out the numbers of changes and of held changes by control. */
const layOutControls = ({ changes, held, check }: Report, columns: number | undefined): string[] =>
  [
    { verdict: check ? 'would change' : 'changed', entries: changes },
    { verdict: 'held', entries: held },
  ].flatMap(({ verdict, entries }) => {
    const counts = countControls(entries).map(([control, count]) => `${printable(control)}${KEPT}${count}`)
    if (counts.length === 0) return []
    const lines = layOutText(`${verdict} by control: ${counts.join(', ')}`, columns)
    return lines.map((line) => line.replaceAll(KEPT, ' '))
  })

const layOutNotices = (notices: readonly Item[], style: Paint, columns: number | undefined): string[] => {
  const lines = layOutItems(notices, style, columns)
  if (lines.length <= MOST_NOTICE_LINES) return lines
  return [...lines.slice(0, MOST_NOTICE_LINES - 1), '  ... --report text=/dev/stderr prints all notices']
}

const IMAGE = /^image: (.+)$/

/** The most unknown images that are named. */
const MOST_IMAGES = 5

/** Lays out which images are unknown, so that changes are held, and what settles it. */
const layOutUnknown = ({ held }: Report, columns: number | undefined): string[] => {
  const found = held.flatMap(({ control, cause, evidence }) =>
    // The memory that a container needs is rarely known of any image.
    cause === 'unknown' && control !== 'default-resources'
      ? evidence.flatMap(({ text }) => IMAGE.exec(text)?.[1] ?? [])
      : [],
  )
  const images = [...new Set(found)]
  if (images.length === 0) return []
  const names = images.slice(0, MOST_IMAGES).map(printable)
  const more = images.length > names.length ? [`${images.length - names.length} more`] : []
  const [are, them] = images.length === 1 ? ['is', 'it'] : ['are', 'them']
  const line = `${formatCount(images.length, 'image')} ${are} unknown: ${[...names, ...more].join(', ')}; casehard images lock looks ${them} up, --assume hardens ${them} anyway`
  return layOutText(line, columns)
}

/** Lays out all of a summary but the workloads: the lines before and after them. */
const layOutFrame = (report: Report, options: SummaryOptions): { head: string[]; foot: string[] } => {
  const { color, next, columns } = options
  const style = paint(color)
  const hasEntries = report.changes.length + report.held.length > 0
  return {
    head: layOutHeadline(report, style, columns),
    foot: [
      ...layOutControls(report, columns),
      ...layOutUnknown(report, columns).map(style.magenta),
      ...layOutNotices(findGeneralNotices(report).map(noticeItem), style, columns),
      ...(next === undefined || !hasEntries
        ? []
        : columns === undefined
          ? [`  ${next}`]
          : layOutText(next, columns).map(style.bold)),
    ],
  }
}

/**
 * Formats a report in a few lines: a headline, a line for each workload, those with something to decide first, the count
 * by control, and the next command. Control characters and commands of CI systems from the input are
 * escaped.
 */
export const summaryText = (report: Report, options: SummaryOptions): string => {
  const { head, foot } = layOutFrame(report, options)
  const most = Math.max(1, (options.most ?? MOST_SUMMARY_LINES) - head.length - foot.length)
  return printableLines(`${[...head, ...layOutWorkloads(report, most, options), ...foot].join('\n')}\n`)
}

/** Formats a summary without workloads, for output that lists the changes themselves. */
export const totalsText = (report: Report, options: SummaryOptions): string => {
  const { head, foot } = layOutFrame(report, options)
  const style = paint(options.color)
  const placed = groupWorkloads(report).flatMap((workload) => [
    ...workload.notices.map(({ code, message }) => ({ subject: code, sign: 'i' as const, text: message, workload })),
    ...workload.skipped.map(({ reason }) => ({ subject: 'skipped', sign: '-' as const, text: reason, workload })),
  ])
  const items = placed.map(
    ({ workload, text, ...item }): Item => ({
      ...item,
      text: `${formatDocumentPlace(workload)}: ${formatTitle(workload)}: ${text}`,
    }),
  )
  return printableLines(`${[...head, ...layOutItems(items, style, options.columns), ...foot].join('\n')}\n`)
}
