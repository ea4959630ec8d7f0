import type { Json } from '../model.ts'
import { join } from '../pointer.ts'
import { REPORT_SCHEMA } from './schema.ts'

/** The part of JSON Schema that a report's own schema is made of. */
interface Shape {
  $ref?: string
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean'
  const?: Json
  enum?: Json[]
  minimum?: number
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
}

const ROOT = REPORT_SCHEMA as unknown as Shape & { $defs: Record<string, Shape> }

const WORDS = { object: 'an object', array: 'a list', string: 'a string', integer: 'a whole number', boolean: 'true' }

const isType = (type: keyof typeof WORDS, value: Json): boolean => {
  if (type === 'integer') return Number.isSafeInteger(value)
  if (type === 'array') return Array.isArray(value)
  return type === 'object'
    ? value !== null && typeof value === 'object' && !Array.isArray(value)
    : typeof value === type
}

const expected = ({ type, const: only, enum: words, minimum }: Shape): string => {
  if (only !== undefined) return JSON.stringify(only)
  if (words !== undefined) return `one of ${words.join(', ')}`
  const word = type === undefined ? 'something else' : WORDS[type]
  return minimum === undefined ? word : `${word} from ${minimum}`
}

const fits = ({ type, const: only, enum: words, minimum }: Shape, value: Json): boolean =>
  (type === undefined || isType(type, value)) &&
  (only === undefined || value === only) &&
  (words === undefined || words.includes(value)) &&
  (minimum === undefined || (value as number) >= minimum)

const faultAt = (given: Shape, value: Json, pointer: string): string | undefined => {
  const shape = given.$ref === undefined ? given : (ROOT.$defs[given.$ref.slice('#/$defs/'.length)] as Shape)
  if (!fits(shape, value)) return `${pointer === '' ? 'it' : pointer} is not ${expected(shape)}`
  if (Array.isArray(value)) return firstFault(value.entries(), () => shape.items, pointer)
  if (value === null || typeof value !== 'object') return undefined
  const missing = shape.required?.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) return `${join(pointer, missing)} is not there`
  const { properties = {} } = shape
  return firstFault(Object.entries(value), (key) => (Object.hasOwn(properties, key) ? properties[key] : {}), pointer)
}

const firstFault = <K extends string | number>(
  entries: Iterable<[K, Json]>,
  shapeOf: (key: K) => Shape | undefined,
  pointer: string,
): string | undefined => {
  for (const [key, item] of entries) {
    const fault = faultAt(shapeOf(key) ?? {}, item, join(pointer, key))
    if (fault !== undefined) return fault
  }
  return undefined
}

/**
 * The first thing about a value that no report has, or undefined where it can be read as one. Keys that are not known
 * are let be: a later casehard may say more.
 */
export const findReportFault = (value: Json): string | undefined => faultAt(ROOT, value, '')
