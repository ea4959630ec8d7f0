import type { Json } from '../../model.ts'
import { shownKey } from '../printable.ts'

/**
 * The keywords of JSON Schema (draft 2020-12) that casehard's own schemas use. `validate` checks all of them but
 * `oneOf` and boolean schemas, which only readers of the published files evaluate.
 */
export interface Schema {
  $schema?: string
  $ref?: string
  $defs?: Readonly<Record<string, Schema>>
  /** Of a mapping whose keys are names: the noun for one of them in messages, e.g. `control`. */
  title?: string
  description?: string
  type?: TypeName
  const?: string | true
  enum?: readonly string[]
  properties?: Readonly<Record<string, Schema | false>>
  required?: readonly string[]
  additionalProperties?: false | Schema
  propertyNames?: Schema
  minProperties?: number
  items?: Schema
  minItems?: number
  pattern?: string
  minimum?: number
  maximum?: number
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  examples?: readonly string[]
}

/** A type of JSON Schema. */
export type TypeName = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'

/** The pattern of a string with at least one character that is not white space. */
export const NOT_BLANK = '\\S'

/** Refers to a definition of the root. */
export const ref = (name: string, description?: string): Schema => ({
  $ref: `#/$defs/${name}`,
  ...(description === undefined ? {} : { description }),
})

/** Any string. */
export const string = (description: string): Schema => ({ description, type: 'string' })

/** A string that is not blank. */
export const text = (description: string): Schema => ({ description, type: 'string', pattern: NOT_BLANK })

/** One of the given strings. */
export const choice = (description: string, ...values: string[]): Schema => ({
  description,
  type: 'string',
  enum: values,
})

/** A boolean. */
export const flag = (description: string): Schema => ({ description, type: 'boolean' })

/** A property that is `true` or absent. */
export const marker = (description: string): Schema => ({ description, type: 'boolean', const: true })

/** An integer from 0. */
export const count = (description: string): Schema => ({ description, type: 'integer', minimum: 0 })

/** An integer from 1, such as a line or a column. */
export const position = (description: string): Schema => ({ description, type: 'integer', minimum: 1 })

/** A list of items. */
export const list = (description: string, items: Schema, minItems = 0): Schema => ({
  description,
  type: 'array',
  items,
  ...(minItems === 0 ? {} : { minItems }),
})

/** One item, or a list of items. */
export const oneOrMore = (description: string, item: Schema): Schema => ({
  description,
  anyOf: [item, { type: 'array', items: item }],
})

/** An object with optional properties, except for those in `required`, and no others. */
export const object = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema => ({
  description,
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
})

/** An object with required properties, except for those in `optional`, and no others. */
export const record = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  ...optional: string[]
): Schema =>
  object(
    description,
    properties,
    Object.keys(properties).filter((key) => !optional.includes(key)),
  )

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
