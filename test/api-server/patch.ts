import type { Json, JsonObject } from '../../src/model.ts'

/** By which key the items of a list are the same for a strategic merge patch; other lists are replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  env: 'name',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumes: 'name',
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isObjects = (value: Json | undefined): value is JsonObject[] => Array.isArray(value) && value.every(isObject)

const mergeLists = (before: readonly JsonObject[], patch: readonly JsonObject[], key: string): JsonObject[] => {
  const merged = [...before]
  for (const { $patch, ...item } of patch) {
    const at = merged.findIndex((other) => other[key] === item[key])
    if ($patch === 'delete') merged.splice(at, at < 0 ? 0 : 1)
    else if (at < 0) merged.push(item)
    else merged[at] = mergePatch(merged[at] as JsonObject, item, true)
  }
  return merged
}

/**
 * Applies a JSON merge patch (RFC 7386) or, where it is strategic, Kubernetes' own kind as far as Helm 3 makes use of
 * it: items of the lists above are merged by their key, and other directives than `$patch: delete` only say an order.
 */
export const mergePatch = (before: JsonObject, patch: JsonObject, strategic: boolean): JsonObject => {
  const after = { ...before }
  for (const [key, value] of Object.entries(patch)) {
    const old = after[key]
    const mergeKey = strategic ? MERGE_KEYS[key] : undefined
    if (strategic && key.startsWith('$')) continue
    if (value === null) delete after[key]
    else if (isObject(value)) after[key] = mergePatch(isObject(old) ? old : {}, value, strategic)
    else if (mergeKey !== undefined && isObjects(value))
      after[key] = mergeLists(isObjects(old) ? old : [], value, mergeKey)
    else after[key] = value
  }
  return after
}
