import { splice } from '../edit/splice.ts'
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

/** The text with one change made to its value. */
export const edited = (text: string, change: (value: never) => void): string => {
  const parsed = parsedOf(text)
  const after = structuredClone(parsed.value)
  change(after as never)
  return splice(parsed, after, ONE).text
}
