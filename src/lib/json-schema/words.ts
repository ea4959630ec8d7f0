import type { Json } from '../../model.ts'
import { shownKey } from '../printable.ts'
import type { TypeName } from './schema.ts'

/** Keys and indices from the root of a value. */
export type Path = readonly (string | number)[]

/** What messages call the types. */
export const TYPE_NAMES: Readonly<Record<TypeName, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

/** Formats a path for messages: `"spec.images[0].user"`. A key that does not look like one is `?`. */
export const formatPath = (path: Path): string => {
  const steps = path.map((step, i) =>
    typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${formatStep(step)}`,
  )
  return steps.length === 0 ? 'the file' : JSON.stringify(steps.join(''))
}

const formatStep = (key: string): string => (shownKey(key) === '' ? '?' : key)

/** Whether a value is neither empty, nor a list or mapping. */
export const isScalar = (value: Json): boolean => value !== null && typeof value !== 'object'

/** Names the type of a value. */
export const describeType = (value: Json): string => {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return 'true or false'
  if (typeof value === 'number') return 'a number'
  return typeof value === 'string' ? 'text' : 'a mapping'
}

/** Turns a description into a part of a sentence; an abbreviation such as API stays. */
export const lowerFirst = (text: string): string =>
  text.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase()).replace(/\.$/, '')
