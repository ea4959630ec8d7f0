import type { Json } from '../model.ts'
import { stepsOf } from '../pointer.ts'
import { NOT_BLANK, type Schema, TYPES } from './json-schema.ts'
import { findNearest } from './nearest.ts'

/** So many legal values are listed even where one of them is near. */
const MOST_LISTED = 6

/** What a mapping or list may hold that is empty and must not be. */
export const namesOf = (schema: Schema): string =>
  schema.properties === undefined ? 'name at least one' : `legal keys: ${Object.keys(schema.properties).join(', ')}`

/** What is wrong with a text or number; undefined where nothing is. */
export const scalarMessage = (schema: Schema, value: Json): string | undefined => {
  if (schema.const !== undefined) return value === schema.const ? undefined : `legal value: ${schema.const}`
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    const nearest = findNearest(String(value), schema.enum)
    const meant = nearest === undefined ? '' : `did you mean "${nearest}"?`
    if (schema.enum.length > MOST_LISTED && nearest !== undefined) return meant
    return `${meant === '' ? '' : `${meant} `}legal values: ${schema.enum.join(', ')}`
  }
  if (typeof value === 'string') {
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
      return schema.pattern === NOT_BLANK
        ? 'say something'
        : `it must be ${lowered(schema.description ?? schema.pattern)}`
  }
  if (typeof value === 'number' && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value)))
    return `legal values: ${schema.minimum ?? ''} to ${schema.maximum ?? ''}`
  return undefined
}

/** What is wrong with a value that has none of the types that are legal. */
export const typeMessage = (types: (keyof typeof TYPES)[], value: Json, pointer: string): string => {
  const wanted = [...new Set(types.map((type) => TYPES[type]))].join(' or ')
  if (value === null) return `${quoted(pointer)} is empty; it must be ${wanted}`
  return `${quoted(pointer)} is ${shown(value)}; it must be ${wanted}`
}

/** A pointer as the user is told of it: `"spec.images[0].user"`. */
export const quoted = (pointer: string): string => {
  const steps = stepsOf(pointer).map((step, i) => (/^\d+$/.test(step) ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`))
  return steps.length === 0 ? 'the file' : JSON.stringify(steps.join(''))
}

/** A value as the user is told of it. */
export const shown = (value: Json): string => {
  if (Array.isArray(value)) return 'a list'
  return value !== null && typeof value === 'object' ? 'a mapping' : JSON.stringify(value)
}

/** The text of a description, to stand within a sentence. */
export const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
