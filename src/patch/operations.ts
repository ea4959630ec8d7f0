import type { Json, JsonObject, Operation } from '../model.ts'
import { join } from '../pointer.ts'

/** An object in a document, with its pointer. */
export interface Rooted {
  value: JsonObject
  pointer: string
}

/**
 * Builds the operations that set the field at `steps` below `root`; missing or null parents become mappings. Returns
 * none if the field already has the same scalar.
 */
export const setField = (root: Rooted, steps: readonly (string | number)[], value: Json): Operation[] => {
  let at: Json = root.value
  let pointer = root.pointer
  for (const [i, step] of steps.entries()) {
    pointer = join(pointer, step)
    const present = Object.hasOwn(at as JsonObject, step)
    const next: Json | undefined = present ? (at as JsonObject)[step] : undefined
    const rest = steps.slice(i + 1)
    if (next === null || typeof next !== 'object' || rest.length === 0) {
      if (next === value && rest.length === 0) return []
      const nested = rest.reduceRight<Json>((inner, key) => ({ [key]: inner }), value)
      return [{ op: present ? 'replace' : 'add', path: pointer, value: nested }]
    }
    at = next
  }
  return []
}

/**
 * Builds the operations that set fields of the mapping at `steps` below `root`: one that adds the mapping if it is absent,
 * otherwise one for each field that differs.
 */
export const setFields = (root: Rooted, steps: readonly string[], fields: JsonObject): Operation[] => {
  let at: Json | undefined = root.value
  for (const step of steps)
    at = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? (at as JsonObject)[step] : undefined
  if (Object.keys(fields).length === 0) return []
  if (at === null || typeof at !== 'object') return setField(root, steps, fields)
  return Object.entries(fields).flatMap(([field, value]) => setField(root, [...steps, field], value))
}

/**
 * Builds the operation that removes the field at `steps` below `root`, together with parents that would be empty without
 * it; none if the field is absent. The root itself is kept.
 */
export const removeField = (root: Rooted, steps: readonly (string | number)[]): Operation[] => {
  let at: Json | undefined = root.value
  let kept = 0
  for (const [depth, step] of steps.entries()) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, step)) return []
    if (depth === 0 || Array.isArray(at) || Object.keys(at).length > 1) kept = depth
    at = (at as JsonObject)[step] as Json
  }
  return [{ op: 'remove', path: join(root.pointer, ...steps.slice(0, kept + 1)) }]
}

/** Builds the operations that append an item to the list at `steps`, which is created if it is absent or null. */
export const appendItem = (root: Rooted, steps: readonly (string | number)[], item: Json): Operation[] => {
  let at: Json | undefined = root.value
  for (const step of steps)
    at = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? (at as JsonObject)[step] : undefined
  return Array.isArray(at)
    ? [{ op: 'add', path: join(root.pointer, ...steps, at.length), value: item }]
    : setField(root, steps, [item])
}

/** Returns the path of the first operation, where a reader should look. */
export const pathOf = (operations: readonly Operation[], fallback: string): string => operations[0]?.path ?? fallback

/** Returns whether a pointer is `ancestor` or below it. */
export const isWithin = (ancestor: string, pointer: string): boolean =>
  pointer.startsWith(ancestor) && (pointer.length === ancestor.length || pointer[ancestor.length] === '/')
