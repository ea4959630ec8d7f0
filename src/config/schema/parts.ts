/** The part of JSON Schema (draft 2020-12) that a Hardening needs. A `title` on a mapping says what its keys are. */
export interface Schema {
  $schema?: string
  $ref?: string
  $defs?: Record<string, Schema>
  title?: string
  description?: string
  type?: keyof typeof TYPES
  const?: string
  enum?: readonly string[]
  properties?: Record<string, Schema>
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
  examples?: readonly string[]
}

/** The pattern of a text that must say something. */
export const NOT_BLANK = '\\S'

/** The types of values, as the user is told of them. */
export const TYPES = {
  object: 'a mapping',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
} as const

/** A definition of the root, by its name. */
export const ref = (name: string, description?: string): Schema => ({
  $ref: `#/$defs/${name}`,
  ...(description === undefined ? {} : { description }),
})

/** A text that says something. */
export const text = (description: string): Schema => ({ description, type: 'string', pattern: NOT_BLANK })

/** True or false. */
export const flag = (description: string): Schema => ({ description, type: 'boolean' })

/** A list of items. */
export const list = (description: string, items: Schema, minItems = 0): Schema => ({
  description,
  type: 'array',
  items,
  ...(minItems === 0 ? {} : { minItems }),
})

/** A mapping of known keys. */
export const mapping = (description: string, properties: Record<string, Schema>, required: string[] = []): Schema => ({
  description,
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
})

/** One item, or a list of them. */
export const oneOrMore = (description: string, item: Schema): Schema => ({
  description,
  anyOf: [item, { type: 'array', items: item }],
})
