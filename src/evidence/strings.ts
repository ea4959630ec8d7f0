import type { Json } from '../model.ts'
import { join } from '../patch/pointer.ts'

/** A string in a document and the pointer at which it stands. */
export interface Located {
  text: string
  pointer: string
}

/** Every string at or below a value that stands at `pointer`, in the order of the text; keys are not counted. */
export const stringsIn = (value: Json | undefined, pointer: string): Located[] => {
  if (typeof value === 'string') return [{ text: value, pointer }]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([step, item]) => stringsIn(item, join(pointer, step)))
}
