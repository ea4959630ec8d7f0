import type { Json } from '../../model.ts'
import { join } from '../../pointer.ts'

const everywhere = new WeakMap<RegExp, RegExp>()

const global = (words: RegExp): RegExp => {
  const known = everywhere.get(words) ?? new RegExp(words.source, `${words.flags.replace('g', '')}g`)
  everywhere.set(words, known)
  return known
}

/** Every match of a pattern in a text, in the order of the text, whether the pattern has the flag `g` or not. */
export const matchesOf = (text: string, words: RegExp): RegExpExecArray[] =>
  // Most texts have none, and looking once is cheaper than setting out to look for all.
  text.search(words) === -1 ? [] : [...text.matchAll(global(words))]

/** A string in a document and the pointer at which it stands. */
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
 * The strings at or below a value that stands at `pointer`, in the order of the text, all or those in which `pattern`
 * matches; keys are not counted.
 */
export const stringsIn = (value: Json | undefined, pointer: string, pattern?: RegExp): Located[] => {
  const located: Located[] = []
  const steps: (string | number)[] = []
  collect(value, steps, (text) => {
    // Most strings are not wanted, so that the pointer is put together last.
    if (pattern === undefined || pattern.test(text)) located.push({ text, pointer: join(pointer, ...steps) })
  })
  return located
}
