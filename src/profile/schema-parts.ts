import { NOT_BLANK, type Schema } from './json-schema.ts'

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
