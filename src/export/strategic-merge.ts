import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject } from '../model.ts'
import { isSame } from '../yaml/value.ts'
import { identityOf, itemsByKey, mergeKeysOf } from './merge-keys.ts'

/** Lists whose order matters: init containers run in order, and a variable may refer to those before it. */
const ORDERED = ['containers', 'initContainers', 'ephemeralContainers', 'env']

const childOf = (value: Json | undefined, key: string): Json | undefined => (isObject(value) ? value[key] : undefined)

/** Kustomize matches a port without a protocol only if no other port has the same number. */
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
 * Returns whether a strategic merge can turn one value into another without side effects: the items of each merged list
 * have unique keys and keep their order.
 * @param before an object of a kind whose lists Kustomize merges
 */
export const canMerge = (before: JsonObject, after: Json | undefined): boolean =>
  Object.entries(before).every(([field, value]) => {
    if (Array.isArray(value)) return canMergeList(field, value, childOf(after, field))
    return !isObject(value) || canMerge(value, childOf(after, field))
  })

const mergeList = (field: string, before: readonly Json[], after: readonly Json[]): Json[] => {
  const old = itemsByKey(field, before) ?? new Map<string, JsonObject>()
  const now = itemsByKey(field, after) ?? new Map<string, JsonObject>()
  const items = [...now].map(([key, item]): { item: JsonObject; touched: boolean } => {
    const previous = old.get(key)
    if (previous === undefined) return { item, touched: true }
    const patch = strategicMerge(previous, item)
    return { item: { ...identityOf(field, item), ...patch }, touched: Object.keys(patch).length > 0 }
  })
  // Kustomize puts items that a patch names before all others, so the patch names every item before the last changed one.
  const end = ORDERED.includes(field) ? items.findLastIndex(({ touched }) => touched) : -1
  const gone = [...old].flatMap(([key, item]): Json[] =>
    now.has(key) ? [] : [{ ...identityOf(field, item), $patch: 'delete' }],
  )
  return [...items.flatMap(({ item, touched }, i) => (touched || i < end ? [item] : [])), ...gone]
}

/** Builds the strategic merge patch that turns one value into another; empty if they are equal. Requires `canMerge`. */
export const strategicMerge = (before: JsonObject, after: JsonObject): JsonObject => {
  const patch: JsonObject = {}
  for (const field of Object.keys(before)) if (!Object.hasOwn(after, field)) patch[field] = null
  for (const [field, value] of Object.entries(after)) {
    const previous = before[field]
    if (isSame(previous, value)) continue
    if (isObject(previous) && isObject(value)) patch[field] = strategicMerge(previous, value)
    else if (Array.isArray(previous) && Array.isArray(value) && mergeKeysOf(field) !== undefined)
      patch[field] = mergeList(field, previous, value)
    else patch[field] = value
  }
  return patch
}
