import { type Parsed, parseSlice } from '../parse.ts'

/** One change owns all of it. */
export const ONE = (): number => 0

/** Each top-level key is a change of its own, numbered by its length. */
export const BY_KEY = (pointer: string): number => pointer.split('/')[1]?.length ?? 0

/** The one document of a text. */
export const parsedOf = (text: string): Parsed => {
  const parsed = parseSlice(text)
  if (parsed === undefined) throw new TypeError('no document')
  return parsed
}
