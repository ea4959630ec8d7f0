import type { Json } from '../../model.ts'
import { join } from '../../pointer.ts'

const everywhere = new WeakMap<RegExp, RegExp>()

const global = (words: RegExp): RegExp => {
  const known = everywhere.get(words) ?? new RegExp(words.source, `${words.flags.replace('g', '')}g`)
  everywhere.set(words, known)
  return known
}

/** Returns every match of a pattern in a text, in order, whether or not the pattern has the flag `g`. */
export const matchesOf = (text: string, words: RegExp): RegExpExecArray[] =>
  // Most texts have no match, and `search` is cheaper than `matchAll`.
  text.search(words) === -1 ? [] : [...text.matchAll(global(words))]

/** A string in a document, with its pointer. */
export interface Located {
  text: string
  pointer: string
}

const collect = (value: Json | undefined, steps: (string | number)[], found: (text: string) => void): void => {
  if (typeof value === 'string') found(value)
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) {
      steps.push(index)
      collect(item, steps, found)
      steps.pop()
    }
  else if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value)) {
      steps.push(key)
      collect(value[key], steps, found)
      steps.pop()
    }
}

/**
 * Returns the strings in a value, in order: all, or those that match a pattern. Keys are not included.
 * @param pointer the value's pointer
 */
export const stringsIn = (value: Json | undefined, pointer: string, pattern?: Pick<RegExp, 'test'>): Located[] => {
  const located: Located[] = []
  const steps: (string | number)[] = []
  collect(value, steps, (text) => {
    // Few strings match, so the pointer is built only for those.
    if (pattern === undefined || pattern.test(text)) located.push({ text, pointer: join(pointer, ...steps) })
  })
  return located
}
