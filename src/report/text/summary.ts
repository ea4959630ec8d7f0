import { formatCount } from '../../lib/format.ts'
import { printable, printableLines } from '../../lib/printable.ts'
import type { Report } from '../../model.ts'
import { COLUMNS, type Item, layOutItems, needsAction, type Paint, paint, shortenMiddle, wrap } from '../format.ts'
import { findGeneralNotices, groupWorkloads, type Workload } from '../workloads.ts'
import { countControls, formatDocumentPlace, formatTitle, formatVerdicts, layOutHeadline, noticeItem } from './text.ts'

/** A summary has at most this many lines; the caller may print a few more. */
export const MOST_SUMMARY_LINES = 36

/** The widest columns of names and places; longer ones are shortened. */
const MOST_NAME = 48
const MOST_PLACE = 32

/** A notice is wrapped to several lines, so only the first few are shown. */
const MOST_NOTICE_LINES = 12

/** How a summary is formatted. */
export interface SummaryOptions {
  color: boolean
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

/** Lays out a line for each of the first workloads, and their number if there are more. */
const layOutWorkloads = (report: Report, most: number): string[] => {
  const workloads = groupWorkloads(report).toSorted((a, b) => rankOf(a) - rankOf(b))
  const shown = workloads.length > most ? workloads.slice(0, Math.max(0, most - 1)) : workloads
  const rows = shown.map((workload) => ({
    title: shortenMiddle(formatTitle(workload), MOST_NAME),
    place: shortenMiddle(formatDocumentPlace(workload), MOST_PLACE),
    verdicts: formatVerdicts(workload, report),
  }))
  const titles = Math.max(0, ...rows.map(({ title }) => title.length))
  const places = Math.max(0, ...rows.map(({ place }) => place.length))
  const more = workloads.length - shown.length
  return [
    ...rows.map(({ title, place, verdicts }) => `  ${title.padEnd(titles)}  ${place.padEnd(places)}  ${verdicts}`),
    ...(more === 0 ? [] : [`  and ${formatCount(more, shown.length === 0 ? 'workload' : 'more workload')}`]),
  ]
}

/** Lays out the numbers of changes and of held changes by control. */
const layOutControls = ({ changes, held, check }: Report): string[] =>
  [
    { verdict: check ? 'would change' : 'changed', entries: changes },
    { verdict: 'held', entries: held },
  ].flatMap(({ verdict, entries }) => {
    const counts = countControls(entries).map(([control, count]) => `${printable(control)} ${count}`)
    const lines = wrap(`${verdict} by control: ${counts.join(', ')}`, COLUMNS - 4)
    return counts.length === 0 ? [] : lines.map((line, i) => `  ${i === 0 ? '' : '  '}${line}`)
  })

const layOutNotices = (notices: readonly Item[], style: Paint): string[] => {
  const lines = layOutItems(notices, style)
  if (lines.length <= MOST_NOTICE_LINES) return lines
  return [...lines.slice(0, MOST_NOTICE_LINES - 1), '  ... --report text=/dev/stderr prints all notices']
}

const IMAGE = /^image: (.+)$/

/** The most unknown images that are named. */
const MOST_IMAGES = 5

/** Lays out which images are unknown, so that changes are held, and what settles it. */
const layOutUnknown = ({ held }: Report): string[] => {
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
  const line = `${formatCount(images.length, 'image')} ${are} unknown: ${[...names, ...more].join(', ')}; casehard images lock looks ${them} up, --assume hardens ${them} all the same`
  return wrap(line, COLUMNS - 4).map((text, i) => `  ${i === 0 ? '' : '  '}${text}`)
}

/** Lays out all of a summary but the workloads: the lines before and after them. */
const layOutFrame = (report: Report, { color, next }: SummaryOptions): { head: string[]; foot: string[] } => {
  const style = paint(color)
  const hasEntries = report.changes.length + report.held.length > 0
  return {
    head: layOutHeadline(report, style),
    foot: [
      ...layOutControls(report),
      ...layOutUnknown(report),
      ...layOutNotices(findGeneralNotices(report).map(noticeItem), style),
      ...(next === undefined || !hasEntries ? [] : [`  ${next}`]),
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
  return printableLines(`${[...head, ...layOutWorkloads(report, most), ...foot].join('\n')}\n`)
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
  return printableLines(`${[...head, ...layOutItems(items, style), ...foot].join('\n')}\n`)
}
