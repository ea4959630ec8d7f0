import { printable } from '../../lib/printable.ts'
import type { Resource } from '../../model.ts'
import { COLUMNS, type Item, layItems, paint, wrap } from '../text/layout.ts'
import { titleOf } from '../text/text.ts'
import type { ComparedRun, Comparison, OtherNews, VerdictNews } from './compare.ts'
import type { ComparedVerdict } from './entry.ts'
import type { LevelNews, Levels } from './levels.ts'
import type { Trend } from './order.ts'

const SIGNS: Readonly<Record<Trend, Item['sign']>> = { worse: '!', even: '=', better: '+' }

/** `restricted`, or `privileged, hardened baseline` where hardening makes a difference. */
const levelText = ({ rendered, hardened }: Levels): string =>
  rendered === hardened ? rendered : `${rendered}, hardened ${hardened}`

/** What became of a pod's levels, in words. */
export const levelNewsText = ({ before, after }: LevelNews): string => {
  if (before === undefined) return `new: ${after === undefined ? '' : levelText(after)}`
  return after === undefined ? `gone: it was ${levelText(before)}` : `${levelText(before)} -> ${levelText(after)}`
}

const verdictText = ({ verdict, why, reason, hint = '' }: ComparedVerdict): string =>
  `${verdict} [${why}]: ${reason}${hint === '' ? '' : `; ${hint}`}`

/** Evidence that only one of two verdicts has. */
const evidenceText = (before: ComparedVerdict, after: ComparedVerdict): string => {
  const parts = [
    ...before.evidence.filter((text) => !after.evidence.includes(text)).map((text) => `no longer ${text}`),
    ...after.evidence.filter((text) => !before.evidence.includes(text)).map((text) => `now ${text}`),
  ]
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

/** What became of a verdict, in words. */
export const verdictNewsText = ({ before, after, field }: VerdictNews): string => {
  if (before === undefined) return `new: ${after === undefined ? field : verdictText(after)}`
  const { hint: _, ...was } = before
  if (after === undefined) return `gone: was ${verdictText(was)}`
  const same = was.verdict === after.verdict && was.why === after.why && was.reason === after.reason
  const facts = evidenceText(before, after)
  if (!same) return `${verdictText(was)} -> ${verdictText(after)}${facts}`
  const rest = facts === '' ? ` (what is written in ${field} differs)` : facts
  return `still ${verdictText(was)}${rest}`
}

/** Differences of the runs themselves, which may explain others. */
export const runsText = (before: ComparedRun, after: ComparedRun): string[] =>
  (
    [
      ['casehard', before.casehard, after.casehard],
      ['the profile', before.profile, after.profile],
      ['the configuration', before.configuration ?? 'none', after.configuration ?? 'none'],
    ] as const
  ).flatMap(([what, was, is]) =>
    was === is ? [] : [`${what} was ${was} and is ${is}: verdicts may differ for that alone`],
  )

/** The counts in one line. */
export const countsText = ({ summary, others }: Comparison): string => {
  const { levelsWorse, worse, same } = summary
  const parts = [
    ...(levelsWorse === 0 ? [] : [`${levelsWorse} ${levelsWorse === 1 ? 'level' : 'levels'} worse`]),
    `${summary.new} new, ${summary.gone} gone, ${summary.changed} changed${worse === 0 ? '' : ` (${worse} worse)`}`,
    `${same} the same`,
    ...(others.length === 0 ? [] : [`${others.length} of other kinds`]),
  ]
  return parts.join('; ')
}

/** Something that was skipped or noticed, in words. */
export const otherText = ({ news, resource, message }: OtherNews): string =>
  `${news}: ${resource === undefined ? '' : `${titleOf({ resource })}: `}${message}`

/** Verdicts about one object. */
export interface ObjectNews {
  resource: Resource
  verdicts: VerdictNews[]
}

/** The object whose pods are all gone, and with it all that was said of it; undefined for others. */
export const goneText = ({ levels }: Comparison, { resource, verdicts }: ObjectNews): string | undefined => {
  const own = levels.filter((news) => titleOf(news) === titleOf({ resource }))
  const isGone = own.length > 0 && own.every(({ after }) => after === undefined)
  const count = verdicts.length
  return isGone && verdicts.every(({ news }) => news === 'gone')
    ? `with it ${count} ${count === 1 ? 'verdict' : 'verdicts'}`
    : undefined
}

/** Verdicts by object, in their order: an object stands where its first one does. */
export const byObject = (verdicts: readonly VerdictNews[]): ObjectNews[] => {
  const groups = new Map<string, ObjectNews>()
  for (const verdict of verdicts) {
    const key = titleOf(verdict)
    const group = groups.get(key) ?? { resource: verdict.resource, verdicts: [] }
    group.verdicts.push(verdict)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const objectItems = (comparison: Comparison, group: ObjectNews): Item[] => {
  const gone = goneText(comparison, group)
  if (gone !== undefined) return [{ sign: '=', subject: 'gone', text: gone }]
  return group.verdicts.map((news) => ({
    sign: SIGNS[news.trend],
    subject: news.control,
    text: `${news.container === undefined ? '' : `${news.container}: `}${verdictNewsText(news)}`,
  }))
}

/** A comparison for people: what worsened first. Nothing in it from the reports can act upon a terminal. */
export const comparisonText = (comparison: Comparison, { color }: { color: boolean }): string => {
  const style = paint(color)
  const { before, after, levels, verdicts, others } = comparison
  const section = (title: string, items: readonly Item[]): string[] =>
    items.length === 0 ? [] : ['', style.bold(title), ...layItems(items, style)]
  const lines = [
    style.bold(`casehard: ${countsText(comparison)}`),
    ...runsText(before, after).flatMap((line) => wrap(printable(line), COLUMNS - 2).map((part) => `  ${part}`)),
    ...section(
      'Pod Security levels',
      levels.map((news) => ({ sign: SIGNS[news.trend], subject: titleOf(news), text: levelNewsText(news) })),
    ),
    ...byObject(verdicts).flatMap((group) => section(titleOf(group), objectItems(comparison, group))),
    ...section(
      'Skipped and noticed',
      others.map((news) => ({ sign: news.news === 'gone' ? '+' : 'i', subject: news.code, text: otherText(news) })),
    ),
  ]
  return `${lines.join('\n')}\n`
}
