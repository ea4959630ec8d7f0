import type { Json, JsonObject } from '../model.ts'
import { join } from '../pointer.ts'
import { isSame } from '../yaml/value.ts'
import { isMapping, mergeKeysOf } from './merge-keys.ts'

/** An operation of RFC 6902, of which `test` makes the whole patch fail where the value is another. */
export type GuardedOperation =
  | { op: 'test' | 'add' | 'replace'; path: string; value: Json }
  | { op: 'remove'; path: string }

/** Says that the item at a position is the one that is meant: by its key, else by all of it. */
const guardItem = (field: string, pointer: string, item: Json): GuardedOperation => {
  const key = [mergeKeysOf(field)?.[0], 'name'].find((name) => name !== undefined && isMapping(item) && name in item)
  return key === undefined
    ? { op: 'test', path: pointer, value: item }
    : { op: 'test', path: join(pointer, key), value: (item as JsonObject)[key] as Json }
}

/** Whether items of a list only changed inside, and others came behind them. */
const isExtended = (before: readonly Json[], after: readonly Json[]): boolean =>
  after.length >= before.length && before.every((item, i) => isSame(item, after[i]) || isMapping(item))

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
  if (isMapping(before) && isMapping(after)) return guardedPatch(before, after, pointer)
  if (Array.isArray(before) && Array.isArray(after)) return changeList(field, pointer, before, after)
  // Kustomize may have dropped a null, and then there is nothing to replace.
  return [{ op: before === null ? 'add' : 'replace', path: pointer, value: after }]
}

/**
 * The JSON Patch that makes one value of another, and fails on any value that differs from the first one where it
 * matters: an item of a list that is another one, or a field that is there by now.
 * @param pointer where the values stand in their document
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
