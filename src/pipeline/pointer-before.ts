import { asObject } from '../kube/pods.ts'
import type { Json } from '../model.ts'
import { join, stepsOf } from '../patch/pointer.ts'

const isSame = (one: Json | undefined, other: Json): boolean => {
  const { name } = asObject(one)
  return one === other || (name !== undefined && name === asObject(other).name)
}

const stepInto = (value: Json | undefined, step: string): Json | undefined =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, step)
    ? (value as Record<string, Json>)[step]
    : undefined

/**
 * Where something stood before a document was changed: items of lists are found again by their name or, where they are
 * no mappings, by themselves. What was not there keeps its pointer from there on.
 */
export const pointerBefore = (before: Json, after: Json, pointer: string): string => {
  let old: Json | undefined = before
  let now: Json | undefined = after
  let found = ''
  for (const step of stepsOf(pointer)) {
    const item = stepInto(now, step)
    const index = Array.isArray(old) && item !== undefined ? old.findIndex((other) => isSame(other, item)) : -1
    const key = index === -1 ? step : String(index)
    found = join(found, key)
    old = stepInto(old, key)
    now = item
  }
  return found
}
