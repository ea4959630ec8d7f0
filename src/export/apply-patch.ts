import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject, Operation } from '../model.ts'
import { applyOperations, PatchError } from '../patch/apply.ts'
import { valueAt } from '../pointer.ts'
import { isSame } from '../yaml/value.ts'
import type { GuardedOperation } from './patches.ts'
import { mergeKeysOf } from './strategic-merge.ts'

/** Why a patch does not match the object that it selects. */
export class MismatchError extends Error {
  override name = 'MismatchError'
}

/** Lists whose items a patch of casehard never adds without an image. */
const CONTAINERS: Readonly<Record<string, string>> = {
  containers: 'container',
  initContainers: 'init container',
  ephemeralContainers: 'ephemeral container',
}

const hasSameKey = (field: string, item: Json, other: Json): boolean =>
  isObject(item) &&
  isObject(other) &&
  (mergeKeysOf(field) ?? []).every(
    (key) => item[key] === undefined || other[key] === undefined || String(item[key]) === String(other[key]),
  )

const mergeItem = (field: string, before: readonly Json[], item: Json): Json[] => {
  const [key = 'name'] = mergeKeysOf(field) ?? []
  const old = before.find((other) => hasSameKey(field, item, other))
  if (!isObject(item)) return [item]
  const label = `${CONTAINERS[field] ?? `item of ${field} with ${key}`} ${JSON.stringify(item[key] ?? null)}`
  if (old === undefined && (item.$patch === 'delete' || (field in CONTAINERS && item.image === undefined)))
    throw new MismatchError(`there is no ${label}`)
  if (item.$patch === 'delete') return []
  return [isObject(old) ? mergeObjects(old, item) : item]
}

/** Kustomize puts the items that a patch names before all others. */
const mergeLists = (field: string, before: readonly Json[], patch: readonly Json[]): Json[] => [
  ...patch.flatMap((item) => mergeItem(field, before, item)),
  ...before.filter((item) => !patch.some((other) => hasSameKey(field, other, item))),
]

const mergeObjects = (before: JsonObject, patch: JsonObject): JsonObject => {
  const merged = { ...before }
  for (const [field, value] of Object.entries(patch)) {
    const old = before[field]
    if (value === null) delete merged[field]
    else if (isObject(value)) merged[field] = mergeObjects(isObject(old) ? old : {}, value)
    else if (Array.isArray(value) && mergeKeysOf(field) !== undefined)
      merged[field] = mergeLists(field, Array.isArray(old) ? old : [], value)
    else merged[field] = value
  }
  return merged
}

const shown = (value: Json | undefined): string => {
  const text = JSON.stringify(value ?? null)
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

const applyOne = (object: Json, operation: GuardedOperation): Json => {
  try {
    return applyOperations(object, [operation as Operation])
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    throw new MismatchError(`${operation.path} does not exist, so ${operation.op} fails`)
  }
}

/** The `test` of Kustomize takes an absent field for null. */
const applyGuarded = (object: JsonObject, operations: readonly GuardedOperation[]): JsonObject => {
  let patched: Json = object
  for (const operation of operations) {
    if (operation.op !== 'test') patched = applyOne(patched, operation)
    else {
      const found = valueAt(patched, operation.path) ?? null
      if (!isSame(found, operation.value))
        throw new MismatchError(`${operation.path} is ${shown(found)}, not ${shown(operation.value)}`)
    }
  }
  return patched as JsonObject
}

/**
 * Applies a Kustomize patch to an object, as Kustomize does for kinds whose lists it merges.
 * @param body a strategic merge (a mapping) or a JSON Patch (a list)
 * @throws MismatchError if the object lacks what the patch expects: a container, an item that it removes, a value that it
 *   tests, or a path
 */
export const applyPatch = (object: JsonObject, body: Json): JsonObject => {
  if (!Array.isArray(body)) {
    const { apiVersion: _version, kind: _kind, ...patch } = body as JsonObject
    return mergeObjects(object, patch)
  }
  return applyGuarded(object, body as unknown as GuardedOperation[])
}
