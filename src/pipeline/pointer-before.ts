import { asObject } from '../kube/pods.ts'
import type { Json } from '../model.ts'
import { childOf, join, stepsOf } from '../pointer.ts'

const isSame = (one: Json | undefined, other: Json): boolean => {
  const { name } = asObject(one)
  return one === other || (name !== undefined && name === asObject(other).name)
}

/**
 * Where something stood before a document was changed: items of lists are found again by their name or, where they are
 * no mappings, by themselves. What was not there keeps its pointer from there on.
 */
export const pointerBefore = (before: Json, after: Json, pointer: string): string => {
  let old: Json | undefined = before
  let now: Json | undefined = after
  let found = ''
  for (const step of stepsOf(pointer)) {
    const item = childOf(now, step)
    const index = Array.isArray(old) && item !== undefined ? old.findIndex((other) => isSame(other, item)) : -1
    const key = index === -1 ? step : String(index)
    found = join(found, key)
    old = childOf(old, key)
    now = item
  }
  return found
}
