import type { PodEntry, PodSecurityLevel, Resource } from '../../model.ts'
import { stableField } from './entry.ts'
import { byTarget, pairUp, TREND_ORDER, type Trend } from './order.ts'

/** The Pod Security levels of a pod as rendered and as hardened. */
export interface Levels {
  rendered: PodSecurityLevel
  hardened: PodSecurityLevel
}

/** A pod whose levels differ; without `before` it is new, without `after` it is gone. */
export interface LevelChange {
  trend: Trend
  resource: Resource
  /** The pod spec, e.g. `spec.template.spec`. */
  field: string
  before?: Levels
  after?: Levels
}

const levelsOf = ({ level: { before, after } }: PodEntry): Levels => ({ rendered: before, hardened: after })

const keyOf = ({ resource: { kind, namespace, name }, path }: PodEntry): string =>
  JSON.stringify([kind, namespace, name, stableField(path).field])

/**
 * Returns the pods whose levels differ between two reports, and those that are in only one of them.
 * @param order the levels, from the weakest
 */
export const compareLevels = (
  before: readonly PodEntry[],
  after: readonly PodEntry[],
  order: readonly PodSecurityLevel[],
): LevelChange[] => {
  const exactly = (pod: PodEntry): string => `${keyOf(pod)} ${JSON.stringify(pod.level)}`
  const trendOf = (was: Levels | undefined, is: Levels | undefined): Trend => {
    if (was === undefined || is === undefined) return 'even'
    const steps = (['hardened', 'rendered'] as const).map((key) => order.indexOf(is[key]) - order.indexOf(was[key]))
    const step = steps.find((one) => one !== 0) ?? 0
    return step < 0 ? 'worse' : 'better'
  }
  return pairUp(before, after, [exactly, keyOf])
    .filter(([was, is]) => was === undefined || is === undefined || exactly(was) !== exactly(is))
    .map(([was, is]): LevelChange => {
      const { resource, path } = (is ?? was) as PodEntry
      const sides = [was, is].map((pod) => (pod === undefined ? undefined : levelsOf(pod)))
      return {
        trend: trendOf(sides[0], sides[1]),
        resource,
        field: stableField(path).field,
        ...(sides[0] === undefined ? {} : { before: sides[0] }),
        ...(sides[1] === undefined ? {} : { after: sides[1] }),
      }
    })
    .sort((a, b) => TREND_ORDER.indexOf(a.trend) - TREND_ORDER.indexOf(b.trend) || byTarget(a, b))
}
