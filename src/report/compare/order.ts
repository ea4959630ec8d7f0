import type { Resource } from '../../model.ts'

/** What became of something between two reports; `even` where neither is better. */
export type Trend = 'worse' | 'even' | 'better'

/** The order in which it is told. */
export const TREND_ORDER: readonly Trend[] = ['worse', 'even', 'better']

/** By code units, so that the order is the same everywhere. */
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

/** What is in the first list and what it is in the second; undefined where it is in one of them only. */
export type Pair<T> = [before: T | undefined, after: T | undefined]

/**
 * Pairs the items of two lists, each at most once: those whose first key is equal, then of the rest those whose second
 * key is, and so on. Of several with one key the first goes with the first.
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
