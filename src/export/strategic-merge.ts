import type { Json, JsonObject } from '../model.ts'
import { isSame } from '../yaml/value.ts'
import { identityOf, isMapping, itemsByKey, mergeKeysOf } from './merge-keys.ts'

/** Lists in which the order counts: the init containers run in it, and a variable may use those before it. */
const ORDERED = ['containers', 'initContainers', 'ephemeralContainers', 'env']

const childOf = (value: Json | undefined, key: string): Json | undefined => (isMapping(value) ? value[key] : undefined)

/** Kustomize finds a port without a protocol only where no other port has its number. */
const hasOwnNumbers = (ports: readonly Json[]): boolean =>
  new Set(ports.map((port) => String(childOf(port, 'containerPort')))).size === ports.length

const canMergeList = (field: string, before: readonly Json[], after: Json | undefined): boolean => {
  if (mergeKeysOf(field) === undefined) return true
  const old = itemsByKey(field, before)
  const now = Array.isArray(after) ? itemsByKey(field, after) : new Map<string, JsonObject>()
  if (old === undefined || now === undefined) return false
  const kept = [...now.keys()].filter((key) => old.has(key))
  if (
    !isSame(
      kept,
      [...old.keys()].filter((key) => now.has(key)),
    )
  )
    return false
  if (field === 'ports' && !isSame([...before], after ?? null) && !hasOwnNumbers(before)) return false
  return [...old].every(([key, item]) => canMerge(item, now.get(key)))
}

/**
 * Whether a strategic merge can make one value of another and leaves the rest alone: each item of a list that is merged
 * has a key of its own, and they keep their order.
 * @param before of a kind that Kustomize knows
 */
export const canMerge = (before: JsonObject, after: Json | undefined): boolean =>
  Object.entries(before).every(([field, value]) => {
    if (Array.isArray(value)) return canMergeList(field, value, childOf(after, field))
    return !isMapping(value) || canMerge(value, childOf(after, field))
  })

const mergeList = (field: string, before: readonly Json[], after: readonly Json[]): Json[] => {
  const old = itemsByKey(field, before) ?? new Map<string, JsonObject>()
  const now = itemsByKey(field, after) ?? new Map<string, JsonObject>()
  const said = [...now].map(([key, item]): { item: JsonObject; touched: boolean } => {
    const previous = old.get(key)
    if (previous === undefined) return { item, touched: true }
    const patch = strategicMerge(previous, item)
    return { item: { ...identityOf(field, item), ...patch }, touched: Object.keys(patch).length > 0 }
  })
  // What a patch names comes before what it does not: the items in front of the last one are named as well.
  const end = ORDERED.includes(field) ? said.findLastIndex(({ touched }) => touched) : -1
  const gone = [...old].flatMap(([key, item]): Json[] =>
    now.has(key) ? [] : [{ ...identityOf(field, item), $patch: 'delete' }],
  )
  return [...said.flatMap(({ item, touched }, i) => (touched || i < end ? [item] : [])), ...gone]
}

/**
 * The strategic merge patch that makes one value of another; empty where they are equal. `canMerge` has to say that
 * there is one.
 */
export const strategicMerge = (before: JsonObject, after: JsonObject): JsonObject => {
  const patch: JsonObject = {}
  for (const field of Object.keys(before)) if (!Object.hasOwn(after, field)) patch[field] = null
  for (const [field, value] of Object.entries(after)) {
    const previous = before[field]
    if (isSame(previous, value)) continue
    if (isMapping(previous) && isMapping(value)) patch[field] = strategicMerge(previous, value)
    else if (Array.isArray(previous) && Array.isArray(value) && mergeKeysOf(field) !== undefined)
      patch[field] = mergeList(field, previous, value)
    else patch[field] = value
  }
  return patch
}
