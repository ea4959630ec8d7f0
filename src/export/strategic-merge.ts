import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject } from '../model.ts'
import { isSame } from '../yaml/value.ts'

/**
 * The keys by which Kustomize merges the items of a list, by the list's field name, for kinds in its OpenAPI schema. A
 * patch makes it merge all such lists of the object, and of two items with the same key it keeps one.
 * Source: `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` in Kubernetes' OpenAPI document.
 */
const MERGE_KEYS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  ['containers', ['name']],
  ['initContainers', ['name']],
  ['ephemeralContainers', ['name']],
  ['volumes', ['name']],
  ['env', ['name']],
  ['imagePullSecrets', ['name']],
  ['secrets', ['name']],
  ['resourceClaims', ['name']],
  ['volumeMounts', ['mountPath']],
  ['volumeDevices', ['devicePath']],
  ['ports', ['containerPort', 'protocol']],
  ['hostAliases', ['ip']],
  ['topologySpreadConstraints', ['topologyKey', 'whenUnsatisfiable']],
  ['ownerReferences', ['uid']],
])

/** Returns the key fields of a list's items, the first of which is required; undefined for a list without merge keys. */
export const mergeKeysOf = (field: string): readonly [string, ...string[]] | undefined => MERGE_KEYS.get(field)

/** Returns the key of an item: those of its list's key fields that are set. */
const identityOf = (field: string, item: JsonObject): JsonObject =>
  Object.fromEntries((MERGE_KEYS.get(field) ?? []).flatMap((key) => (key in item ? [[key, item[key] as Json]] : [])))

/** Maps the items of a list by their key; undefined if an item has no key or the same key as another. */
const itemsByKey = (field: string, items: readonly Json[]): Map<string, JsonObject> | undefined => {
  const byKey = new Map<string, JsonObject>()
  const [first] = MERGE_KEYS.get(field) ?? []
  for (const item of items) {
    if (first === undefined || !isObject(item) || item[first] === undefined || item[first] === null) return undefined
    const key = JSON.stringify(Object.values(identityOf(field, item)).map(String))
    if (byKey.has(key)) return undefined
    byKey.set(key, item)
  }
  return byKey
}

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
