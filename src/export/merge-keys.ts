import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject } from '../model.ts'

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
export const identityOf = (field: string, item: JsonObject): JsonObject =>
  Object.fromEntries((MERGE_KEYS.get(field) ?? []).flatMap((key) => (key in item ? [[key, item[key] as Json]] : [])))

/** Maps the items of a list by their key; undefined if an item has no key or the same key as another. */
export const itemsByKey = (field: string, items: readonly Json[]): Map<string, JsonObject> | undefined => {
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
