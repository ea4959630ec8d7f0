import type { Json, JsonObject, Operation } from '../model.ts'
import { join } from '../pointer.ts'

/** An object in a document and the pointer at which it stands. */
export interface Rooted {
  value: JsonObject
  pointer: string
}

/**
 * Operations that give the field at `steps` below `root` a value; missing or null parents become mappings.
 * None where it has that very scalar already.
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
 * Operations that give fields of the mapping at `steps` below `root` their values: one that adds the mapping where it is
 * absent, else one a field that differs.
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
 * One operation that removes the field at `steps` below `root`, together with the mappings that nothing but it stands
 * in; none where it is absent. The root itself stays.
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

/** Operations that put `item` at the end of the list at `steps`, which is made where it is absent or null. */
export const appendItem = (root: Rooted, steps: readonly (string | number)[], item: Json): Operation[] => {
  let at: Json | undefined = root.value
  for (const step of steps)
    at = at !== null && typeof at === 'object' && Object.hasOwn(at, step) ? (at as JsonObject)[step] : undefined
  return Array.isArray(at)
    ? [{ op: 'add', path: join(root.pointer, ...steps, at.length), value: item }]
    : setField(root, steps, [item])
}

/** The first operation's path, which is where a reader should look. */
export const pathOf = (operations: readonly Operation[], fallback: string): string => operations[0]?.path ?? fallback

/** Whether `pointer` is `ancestor` or stands below it. */
export const isWithin = (ancestor: string, pointer: string): boolean =>
  pointer.startsWith(ancestor) && (pointer.length === ancestor.length || pointer[ancestor.length] === '/')
