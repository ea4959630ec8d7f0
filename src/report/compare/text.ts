import { formatCount } from '../../lib/format.ts'
import { printable, printableLines } from '../../lib/printable.ts'
import type { Resource } from '../../model.ts'
import { COLUMNS, type Item, layOutItems, paint, wrap } from '../format.ts'
import { formatTitle } from '../text/text.ts'
import type { ComparedRun, Comparison, OtherChange, VerdictChange } from './compare.ts'
import type { ComparedVerdict } from './entry.ts'
import type { LevelChange, Levels, Trend } from './levels.ts'

const SIGNS: Readonly<Record<Trend, Item['sign']>> = { worse: '!', even: '=', better: '+' }

/** Formats levels: `restricted`, or `privileged, hardened baseline` if hardening makes a difference. */
const formatLevels = ({ rendered, hardened }: Levels): string =>
  rendered === hardened ? rendered : `${rendered}, hardened ${hardened}`

/** Formats how the levels of a pod differ. */
export const formatLevelChange = ({ before, after }: LevelChange): string => {
  if (before === undefined) return `new: ${after === undefined ? '' : formatLevels(after)}`
  return after === undefined
    ? `gone: it was ${formatLevels(before)}`
    : `${formatLevels(before)} -> ${formatLevels(after)}`
}

const formatVerdict = ({ verdict, why, reason, hint = '' }: ComparedVerdict): string =>
  `${verdict} [${why}]: ${reason}${hint === '' ? '' : `; ${hint}`}`

/** Formats the evidence that only one of two verdicts has. */
const formatEvidenceDifference = (before: ComparedVerdict, after: ComparedVerdict): string => {
  const parts = [
    ...before.evidence.filter((text) => !after.evidence.includes(text)).map((text) => `no longer ${text}`),
    ...after.evidence.filter((text) => !before.evidence.includes(text)).map((text) => `now ${text}`),
  ]
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

/** Formats how a verdict differs. */
export const formatVerdictChange = ({ before, after, field }: VerdictChange): string => {
  if (before === undefined) return `new: ${after === undefined ? field : formatVerdict(after)}`
  const { hint: _, ...was } = before
  if (after === undefined) return `gone: was ${formatVerdict(was)}`
  const same = was.verdict === after.verdict && was.why === after.why && was.reason === after.reason
  const facts = formatEvidenceDifference(before, after)
  if (!same) return `${formatVerdict(was)} -> ${formatVerdict(after)}${facts}`
  const rest = facts === '' ? ` (with other values in ${field})` : facts
  return `still ${formatVerdict(was)}${rest}`
}

/** Formats differences of the runs themselves, which may explain others. */
export const formatRunDifferences = (before: ComparedRun, after: ComparedRun): string[] =>
  (
    [
      ['casehard', before.casehard, after.casehard],
      ['the profile', before.profile, after.profile],
      ['the configuration', before.configuration ?? 'none', after.configuration ?? 'none'],
    ] as const
  ).flatMap(([what, was, is]) =>
    was === is ? [] : [`${what} was ${was} and is ${is}: verdicts may differ for this reason alone`],
  )

/** Formats how many of the differences have a trend, e.g. `5 worse (1 level, 4 verdicts)`. */
const formatTrend = ({ levels, verdicts }: Comparison, trend: Trend): string[] => {
  const [some, more] = [levels, verdicts].map((list) => list.filter((one) => one.trend === trend).length) as [
    number,
    number,
  ]
  const parts = [
    ...(some === 0 ? [] : [formatCount(some, 'level')]),
    ...(more === 0 ? [] : [formatCount(more, 'verdict')]),
  ]
  return parts.length === 0 ? [] : [`${some + more} ${trend} (${parts.join(', ')})`]
}

/**
 * Formats the counts on one line: of the verdicts, the levels and the other differences that are listed, then how many of
 * these are worse and better.
 */
export const formatCounts = (comparison: Comparison): string => {
  const { summary, levels, others } = comparison
  const parts = [
    `${summary.new} new, ${summary.gone} gone, ${summary.changed} changed`,
    `${summary.same} unchanged`,
    ...(levels.length === 0
      ? []
      : [`${formatCount(levels.length, 'level')} ${levels.length === 1 ? 'differs' : 'differ'}`]),
    ...(others.length === 0 ? [] : [formatCount(others.length, 'other difference')]),
    ...formatTrend(comparison, 'worse'),
    ...formatTrend(comparison, 'better'),
  ]
  return parts.join('; ')
}

/** Formats a skipped workload or a notice that differs. */
export const formatOtherChange = ({ news, resource, message }: OtherChange): string =>
  `${news}: ${resource === undefined ? '' : `${formatTitle({ resource })}: `}${message}`

/** The verdicts about one object that differ. */
export interface ObjectChanges {
  resource: Resource
  verdicts: VerdictChange[]
}

/** Formats an object whose pods and verdicts are all gone; undefined for other objects. */
export const formatRemovedObject = (
  { levels }: Comparison,
  { resource, verdicts }: ObjectChanges,
): string | undefined => {
  const own = levels.filter((news) => formatTitle(news) === formatTitle({ resource }))
  const isGone = own.length > 0 && own.every(({ after }) => after === undefined)
  return isGone && verdicts.every(({ news }) => news === 'gone')
    ? `with ${formatCount(verdicts.length, 'verdict')}`
    : undefined
}

/** Groups verdicts by object, in the order of the first verdict of each. */
export const groupByObject = (verdicts: readonly VerdictChange[]): ObjectChanges[] => {
  const groups = new Map<string, ObjectChanges>()
  for (const verdict of verdicts) {
    const key = formatTitle(verdict)
    const group = groups.get(key) ?? { resource: verdict.resource, verdicts: [] }
    group.verdicts.push(verdict)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const objectItems = (comparison: Comparison, group: ObjectChanges): Item[] => {
  const gone = formatRemovedObject(comparison, group)
  if (gone !== undefined) return [{ sign: '=', subject: 'gone', text: gone }]
  return group.verdicts.map((news) => ({
    sign: SIGNS[news.trend],
    subject: news.control,
    text: `${news.container === undefined ? '' : `${news.container}: `}${formatVerdictChange(news)}`,
  }))
}

/** Formats a comparison as text, the worse differences first. Control characters from the reports are escaped. */
export const comparisonText = (comparison: Comparison, { color }: { color: boolean }): string => {
  const style = paint(color)
  const { before, after, levels, verdicts, others } = comparison
  const section = (title: string, items: readonly Item[]): string[] =>
    items.length === 0 ? [] : ['', style.bold(title), ...layOutItems(items, style)]
  const lines = [
    style.bold(`casehard: ${formatCounts(comparison)}`),
    ...formatRunDifferences(before, after).flatMap((line) =>
      wrap(printable(line), COLUMNS - 2).map((part) => `  ${part}`),
    ),
    ...section(
      'Pod Security levels',
      levels.map((news) => ({ sign: SIGNS[news.trend], subject: formatTitle(news), text: formatLevelChange(news) })),
    ),
    ...groupByObject(verdicts).flatMap((group) => section(formatTitle(group), objectItems(comparison, group))),
    ...section(
      'Skipped workloads and notices',
      others.map((news) => ({
        sign: news.news === 'gone' ? '+' : 'i',
        subject: news.code,
        text: formatOtherChange(news),
      })),
    ),
  ]
  return printableLines(`${lines.join('\n')}\n`)
}
