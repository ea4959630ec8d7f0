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
