import type { Json, JsonObject } from '../model.ts'

/**
 * The lists whose items Kustomize merges by a key where it knows the kind, by the name of their field. It does so in the
 * whole object as soon as one patch touches any of it, and keeps one of two items with the same key.
 * `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys` of Kubernetes' OpenAPI document.
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

export const isMapping = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields that name an item of a list, the first of which it has to have; undefined for a list without such. */
export const mergeKeysOf = (field: string): readonly [string, ...string[]] | undefined => MERGE_KEYS.get(field)

/** What names an item: the fields of its key that it has. */
export const identityOf = (field: string, item: JsonObject): JsonObject =>
  Object.fromEntries((MERGE_KEYS.get(field) ?? []).flatMap((key) => (key in item ? [[key, item[key] as Json]] : [])))

/** The items of a list by their key; undefined where one has none, or the key of another. */
export const itemsByKey = (field: string, items: readonly Json[]): Map<string, JsonObject> | undefined => {
  const byKey = new Map<string, JsonObject>()
  const [first] = MERGE_KEYS.get(field) ?? []
  for (const item of items) {
    if (first === undefined || !isMapping(item) || item[first] === undefined || item[first] === null) return undefined
    const key = JSON.stringify(Object.values(identityOf(field, item)).map(String))
    if (byKey.has(key)) return undefined
    byKey.set(key, item)
  }
  return byKey
}
