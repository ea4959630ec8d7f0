import type { Resource } from '../../model.ts'

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
