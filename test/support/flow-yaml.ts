import type { Json } from '../../src/model.ts'
import { join } from '../../src/pointer.ts'
import { scalarValue } from '../../src/yaml/scalar.ts'

/** A line of a document, and the pointer of the value that begins or ends on it. */
export interface PrintedLine {
  text: string
  pointer: string
}

const isCollection = (value: Json): value is Json[] | { [key: string]: Json } =>
  value !== null && typeof value === 'object' && Object.keys(value).length > 0

const isSafeKey = (key: string): boolean => {
  try {
    return /^[A-Za-z_][\w./-]*$/.test(key) && scalarValue(key, true) === key
  } catch {
    return false
  }
}

const keyOf = (key: string): string => (isSafeKey(key) ? key : JSON.stringify(key))

const membersOf = (value: Json[] | { [key: string]: Json }): [prefix: string, key: string | number, member: Json][] =>
  Array.isArray(value)
    ? value.map((item, i) => ['', i, item])
    : Object.entries(value).map(([key, item]) => [`${keyOf(key)}: `, key, item])

const bracketsOf = (value: Json): [string, string] => (Array.isArray(value) ? ['[', ']'] : ['{', '}'])

/**
 * Prints a document as KYAML: braces and brackets, a member a line, quoted text, and trailing commas.
 * See KEP-5295, https://kep.k8s.io/5295.
 */
export const kyamlLines = (value: Json, pointer = '', prefix = '', margin = ''): PrintedLine[] => {
  const comma = pointer === '' ? '' : ','
  if (!isCollection(value)) return [{ text: `${margin}${prefix}${JSON.stringify(value)}${comma}`, pointer }]
  const [open, close] = bracketsOf(value)
  return [
    { text: `${margin}${prefix}${open}`, pointer },
    ...membersOf(value).flatMap(([own, key, member]) => kyamlLines(member, join(pointer, key), own, `${margin}  `)),
    { text: `${margin}${close}${comma}`, pointer },
  ]
}

/** Prints a document in flow style on one line, with as few quotes as YAML needs. */
export const flowLine = (value: Json): string => {
  if (typeof value === 'string') return isSafeKey(value) ? value : JSON.stringify(value)
  if (!isCollection(value)) return JSON.stringify(value)
  const [open, close] = bracketsOf(value)
  return `${open}${membersOf(value)
    .map(([own, , member]) => `${own}${flowLine(member)}`)
    .join(', ')}${close}`
}
