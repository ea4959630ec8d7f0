import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject } from '../model.ts'
import { join } from '../pointer.ts'
import { isSame } from '../yaml/value.ts'
import { mergeKeysOf } from './merge-keys.ts'

/** An operation of RFC 6902; a failing `test` makes the whole patch fail. */
export type GuardedOperation =
  | { op: 'test' | 'add' | 'replace'; path: string; value: Json }
  | { op: 'remove'; path: string }

/** Tests that the item at a position is the expected one: by its key, or by its whole value if it has no key. */
const guardItem = (field: string, pointer: string, item: Json): GuardedOperation => {
  const key = [mergeKeysOf(field)?.[0], 'name'].find((name) => name !== undefined && isObject(item) && name in item)
  return key === undefined
    ? { op: 'test', path: pointer, value: item }
    : { op: 'test', path: join(pointer, key), value: (item as JsonObject)[key] as Json }
}

/** Returns whether a list only got items at its end and changes within its mappings. */
const isExtended = (before: readonly Json[], after: readonly Json[]): boolean =>
  after.length >= before.length && before.every((item, i) => isSame(item, after[i]) || isObject(item))

const changeList = (
  field: string,
  pointer: string,
  before: readonly Json[],
  after: readonly Json[],
): GuardedOperation[] => {
  if (!isExtended(before, after)) {
    return [
      { op: 'test', path: pointer, value: [...before] },
      { op: 'replace', path: pointer, value: [...after] },
    ]
  }
  return after.flatMap((item, i): GuardedOperation[] => {
    const at = join(pointer, i)
    if (i >= before.length) return [{ op: 'add', path: join(pointer, '-'), value: item }]
    const previous = before[i] as Json
    if (isSame(previous, item)) return []
    return [guardItem(field, at, previous), ...changeValue(field, at, previous, item)]
  })
}

const changeValue = (field: string, pointer: string, before: Json, after: Json): GuardedOperation[] => {
  if (isObject(before) && isObject(after)) return guardedPatch(before, after, pointer)
  if (Array.isArray(before) && Array.isArray(after)) return changeList(field, pointer, before, after)
  // Kustomize may have dropped a null, and `replace` needs an existing field.
  return [{ op: before === null ? 'add' : 'replace', path: pointer, value: after }]
}

/**
 * Builds the JSON Patch that turns one value into another. It fails on a value in which a list item at a patched position
 * is another one, or in which a field that it adds already exists.
 * @param pointer the pointer of both values in their document
 */
export const guardedPatch = (before: JsonObject, after: JsonObject, pointer = ''): GuardedOperation[] => [
  ...Object.keys(before)
    .filter((field) => !Object.hasOwn(after, field))
    .map((field): GuardedOperation => ({ op: 'remove', path: join(pointer, field) })),
  ...Object.entries(after).flatMap(([field, value]): GuardedOperation[] => {
    const path = join(pointer, field)
    const previous = before[field]
    if (isSame(previous, value)) return []
    if (previous !== undefined) return changeValue(field, path, previous, value)
    return [
      { op: 'test', path, value: null },
      { op: 'add', path, value },
    ]
  }),
]
