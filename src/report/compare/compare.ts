import type { PodSecurityLevel, Report, Resource, Summary } from '../../model.ts'
import { type ComparedEntry, type ComparedVerdict, comparedEntry } from './entry.ts'
import { byTarget, compareLevels, type LevelChange, pairUp, TREND_ORDER, type Trend } from './levels.ts'

/** A verdict that is new, gone or changed. */
export interface VerdictChange {
  news: 'new' | 'gone' | 'changed'
  /** `worse` if less is hardened than before, or on weaker evidence. */
  trend: Trend
  control: string
  resource: Resource
  container?: string
  /** Without positions: `spec.containers[app].securityContext`. */
  field: string
  before?: ComparedVerdict
  after?: ComparedVerdict
}

/** A skipped workload or a notice that is in only one of the reports. */
export interface OtherChange {
  news: 'new' | 'gone'
  /** `skipped`, or the code of a notice. */
  code: string
  resource?: Resource
  message: string
}

/** The version, profile and configuration of a run, and its counts. */
export interface ComparedRun {
  casehard: string
  profile: string
  configuration?: string
  summary: Summary
}

/** The differences between two reports: first those that are worse, then by object, control, container and field. */
export interface Comparison {
  apiVersion: 'casehard.dev/v1'
  kind: 'ReportComparison'
  before: ComparedRun
  after: ComparedRun
  summary: { new: number; gone: number; changed: number; same: number; worse: number; levelsWorse: number }
  /** Pods whose Pod Security level differs, and pods that are in only one of the reports. */
  levels: LevelChange[]
  verdicts: VerdictChange[]
  others: OtherChange[]
}

const LEVELS: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted']
const CONFIDENCES = ['proven', 'likely', 'assumed']

/** Returns how far a verdict is from a proven change. */
const distance = ({ verdict, why }: ComparedVerdict): number =>
  verdict === 'held' ? CONFIDENCES.length : CONFIDENCES.indexOf(why)

/** Rates a difference: a change that is new or gone is neither better nor worse. */
const trendOf = (before: ComparedVerdict | undefined, after: ComparedVerdict | undefined): Trend => {
  if (before === undefined) return after?.verdict === 'held' ? 'worse' : 'even'
  if (after === undefined) return before.verdict === 'held' ? 'better' : 'even'
  const step = distance(after) - distance(before)
  return step > 0 ? 'worse' : step < 0 ? 'better' : 'even'
}

/** Rates a verdict that moved to another item of a list: to hold another item is worse, since nobody decided on that one. */
const trendOfMove = (before: ComparedEntry, after: ComparedEntry): Trend =>
  before.item !== after.item && after.verdict.verdict === 'held' ? 'worse' : trendOf(before.verdict, after.verdict)

const compareVerdicts = (before: ComparedEntry | undefined, after: ComparedEntry | undefined): VerdictChange => {
  const { control, resource, container, field } = (after ?? before) as ComparedEntry
  return {
    news: before === undefined ? 'new' : after === undefined ? 'gone' : 'changed',
    trend:
      before === undefined || after === undefined
        ? trendOf(before?.verdict, after?.verdict)
        : trendOfMove(before, after),
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

const othersOf = ({ skipped, notices }: Report): Omit<OtherChange, 'news'>[] => [
  ...skipped.map(({ resource, reason }) => ({ code: 'skipped', resource, message: reason })),
  ...notices.map(({ code, resource, message }) => ({ code, ...(resource === undefined ? {} : { resource }), message })),
]

const otherKey = ({ code, resource, message }: Omit<OtherChange, 'news'>): string =>
  JSON.stringify([code, resource?.kind, resource?.namespace, resource?.name, message])

const compareOthers = (before: Report, after: Report): OtherChange[] =>
  pairUp(othersOf(before), othersOf(after), [otherKey]).flatMap(([was, is]): OtherChange[] => {
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
 * Compares the reports of two runs, e.g. before and after the upgrade of a chart. Verdicts are matched by control, object
 * (kind, namespace, name), container and field, without positions, so that moving an object makes no difference.
 */
export const compareReports = (before: Report, after: Report): Comparison => {
  const pairs = pairUp(entriesOf(before), entriesOf(after), [
    (entry) => `${targetOf(entry)} ${entry.content}`,
    (entry) => `${targetOf(entry)} ${entry.item}`,
    targetOf,
  ])
  const verdicts = pairs
    .filter(([was, is]) => was?.content !== is?.content)
    .map(([was, is]) => compareVerdicts(was, is))
    .sort((a, b) => TREND_ORDER.indexOf(a.trend) - TREND_ORDER.indexOf(b.trend) || byTarget(a, b))
  const levels = compareLevels(before.pods, after.pods, LEVELS)
  const count = (news: VerdictChange['news']): number => verdicts.filter((one) => one.news === news).length
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
