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
