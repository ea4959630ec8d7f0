import type { PodSecurityLevel, Report, Resource, Summary } from '../../model.ts'
import { type ComparedEntry, type ComparedVerdict, comparedEntry } from './entry.ts'
import { compareLevels, type LevelNews } from './levels.ts'
import { byTarget, pairUp, TREND_ORDER, type Trend } from './order.ts'

/** A verdict that is new, gone or another one. */
export interface VerdictNews {
  news: 'new' | 'gone' | 'changed'
  /** `worse` where less is hardened, or on less evidence, than before. */
  trend: Trend
  control: string
  resource: Resource
  container?: string
  /** Without positions: `spec.containers[app].securityContext`. */
  field: string
  before?: ComparedVerdict
  after?: ComparedVerdict
}

/** Something that was skipped or noticed in one of the reports only. */
export interface OtherNews {
  news: 'new' | 'gone'
  /** `skipped`, or the code of a notice. */
  code: string
  resource?: Resource
  message: string
}

/** What a report was made with, and its counts. */
export interface ComparedRun {
  casehard: string
  profile: string
  configuration?: string
  summary: Summary
}

/** What differs between two reports: what worsened first, then by object, control, container and field. */
export interface Comparison {
  apiVersion: 'casehard.dev/v1'
  kind: 'ReportComparison'
  before: ComparedRun
  after: ComparedRun
  summary: { new: number; gone: number; changed: number; same: number; worse: number; levelsWorse: number }
  /** Pods whose Pod Security level differs, and pods that are in one of the reports only. */
  levels: LevelNews[]
  verdicts: VerdictNews[]
  others: OtherNews[]
}

const LEVELS: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted']
const CONFIDENCES = ['proven', 'likely', 'assumed']

/** How far a verdict is from a change on good evidence. */
const distance = ({ verdict, why }: ComparedVerdict): number =>
  verdict === 'held' ? CONFIDENCES.length : CONFIDENCES.indexOf(why)

/** What is hardened either way is neither better nor worse for being new or gone. */
const trendOf = (before: ComparedVerdict | undefined, after: ComparedVerdict | undefined): Trend => {
  if (before === undefined) return after?.verdict === 'held' ? 'worse' : 'even'
  if (after === undefined) return before.verdict === 'held' ? 'better' : 'even'
  const step = distance(after) - distance(before)
  return step > 0 ? 'worse' : step < 0 ? 'better' : 'even'
}

const newsOf = (before: ComparedEntry | undefined, after: ComparedEntry | undefined): VerdictNews => {
  const { control, resource, container, field } = (after ?? before) as ComparedEntry
  return {
    news: before === undefined ? 'new' : after === undefined ? 'gone' : 'changed',
    trend: trendOf(before?.verdict, after?.verdict),
    control,
    resource,
    ...(container === undefined ? {} : { container }),
    field,
    ...(before === undefined ? {} : { before: before.verdict }),
    ...(after === undefined ? {} : { after: after.verdict }),
  }
}

const entriesOf = ({ changes, held }: Report): ComparedEntry[] => [...changes, ...held].map(comparedEntry)

const targetOf = ({ control, resource: { kind, namespace, name }, container, field }: ComparedEntry): string =>
  JSON.stringify([control, kind, namespace, name, container, field])

const othersOf = ({ skipped, notices }: Report): Omit<OtherNews, 'news'>[] => [
  ...skipped.map(({ resource, reason }) => ({ code: 'skipped', resource, message: reason })),
  ...notices.map(({ code, resource, message }) => ({ code, ...(resource === undefined ? {} : { resource }), message })),
]

const otherKey = ({ code, resource, message }: Omit<OtherNews, 'news'>): string =>
  JSON.stringify([code, resource?.kind, resource?.namespace, resource?.name, message])

const compareOthers = (before: Report, after: Report): OtherNews[] =>
  pairUp(othersOf(before), othersOf(after), [otherKey]).flatMap(([was, is]): OtherNews[] => {
    if (was !== undefined && is !== undefined) return []
    return is === undefined ? (was === undefined ? [] : [{ news: 'gone', ...was }]) : [{ news: 'new', ...is }]
  })

const runOf = ({ casehard, profile, configuration, summary }: Report): ComparedRun => ({
  casehard,
  profile,
  ...(configuration === undefined ? {} : { configuration }),
  summary,
})

/**
 * What differs between the reports of two runs, e.g. before and after the upgrade of a chart. Verdicts are matched by
 * control, object (kind, namespace, name), container and field, without positions: what only moved is no news.
 */
export const compareReports = (before: Report, after: Report): Comparison => {
  const pairs = pairUp(entriesOf(before), entriesOf(after), [
    (entry) => `${targetOf(entry)} ${entry.content}`,
    (entry) => `${targetOf(entry)} ${entry.item}`,
  ])
  const verdicts = pairs
    .filter(([was, is]) => was?.content !== is?.content)
    .map(([was, is]) => newsOf(was, is))
    .sort((a, b) => TREND_ORDER.indexOf(a.trend) - TREND_ORDER.indexOf(b.trend) || byTarget(a, b))
  const levels = compareLevels(before.pods, after.pods, LEVELS)
  const count = (news: VerdictNews['news']): number => verdicts.filter((one) => one.news === news).length
  return {
    apiVersion: 'casehard.dev/v1',
    kind: 'ReportComparison',
    before: runOf(before),
    after: runOf(after),
    summary: {
      new: count('new'),
      gone: count('gone'),
      changed: count('changed'),
      same: pairs.length - verdicts.length,
      worse: verdicts.filter(({ trend }) => trend === 'worse').length,
      levelsWorse: levels.filter(({ trend }) => trend === 'worse').length,
    },
    levels,
    verdicts,
    others: compareOthers(before, after),
  }
}
