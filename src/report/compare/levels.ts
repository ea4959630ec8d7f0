import type { PodEntry, PodSecurityLevel, Resource } from '../../model.ts'
import { stableField } from './entry.ts'

/** How an entry differs between two reports; `even` if neither is better. */
export type Trend = 'worse' | 'even' | 'better'

/** The order of the output. */
export const TREND_ORDER: readonly Trend[] = ['worse', 'even', 'better']

/** Compares by code units, so that the order does not depend on the locale. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Target {
  resource: Resource
  control?: string
  container?: string
  field?: string
}

/** Orders by object (namespace, kind, name), control, container and field. */
export const byTarget = (a: Target, b: Target): number => {
  const parts = ({ resource, control = '', container = '', field = '' }: Target): string[] => [
    resource.namespace ?? '',
    resource.kind,
    resource.name,
    control,
    container,
    field,
  ]
  const [left, right] = [parts(a), parts(b)]
  return left.reduce((found, part, i) => found || compareText(part, right[i] as string), 0)
}

/** An item of the first list and its match in the second; undefined if it is in only one of them. */
export type Pair<T> = [before: T | undefined, after: T | undefined]

/**
 * Pairs the items of two lists, each at most once: those with an equal first key, then of the rest those with an equal
 * second key, and so on. Items with the same key are paired in their order.
 */
export const pairUp = <T>(
  before: readonly T[],
  after: readonly T[],
  keys: readonly ((item: T) => string)[],
): Pair<T>[] => {
  const pairs: Pair<T>[] = []
  let left = [...before]
  let right = [...after]
  for (const key of keys) {
    const waiting = new Map<string, T[]>()
    for (const item of left) waiting.set(key(item), [...(waiting.get(key(item)) ?? []), item])
    right = right.filter((item) => {
      const partner = waiting.get(key(item))?.shift()
      if (partner !== undefined) pairs.push([partner, item])
      return partner === undefined
    })
    const rest = new Set([...waiting.values()].flat())
    left = left.filter((item) => rest.has(item))
  }
  return [
    ...pairs,
    ...left.map((item): Pair<T> => [item, undefined]),
    ...right.map((item): Pair<T> => [undefined, item]),
  ]
}

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
