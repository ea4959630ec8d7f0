import type { JsonObject } from '../../model.ts'

/** A definition of the root, by its name. */
export const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` })

/** Any text. */
export const text = (description: string): JsonObject => ({ description, type: 'string' })

/** One of some words. */
export const word = (description: string, ...words: string[]): JsonObject => ({
  description,
  type: 'string',
  enum: words,
})

/** A whole number from 0. */
export const count = (description: string): JsonObject => ({ description, type: 'integer', minimum: 0 })

/** A whole number from 1. */
export const position = (description: string): JsonObject => ({ description, type: 'integer', minimum: 1 })

/** `true`, where it is there. */
export const always = (description: string): JsonObject => ({ description, type: 'boolean', const: true })

/** A list of what a definition describes. */
export const list = (description: string, name: string): JsonObject => ({
  description,
  type: 'array',
  items: ref(name),
})

/** An object whose properties are all required, but for those that are named. */
export const object = (
  description: string,
  properties: Record<string, JsonObject>,
  ...optional: string[]
): JsonObject => ({
  description,
  type: 'object',
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  additionalProperties: false,
})
