import { findNearest, suggest } from '../../lib/suggest.ts'
import type { Json, JsonObject } from '../../model.ts'
import { join, stepsOf } from '../../pointer.ts'
import { NOT_BLANK, type Schema, TYPES } from './parts.ts'

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

/** What is wrong at a pointer, or at the key there. */
export interface Fault {
  pointer: string
  key?: true
  message: string
}

/** Rules of named definitions that say more than a pattern can; each gives what is wrong, or undefined. */
export type Checks = Readonly<Record<string, (value: Json) => string | undefined>>

const isType = (type: keyof typeof TYPES, value: Json): boolean => {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return Number.isFinite(value)
  if (type === 'array') return Array.isArray(value)
  return type === 'object'
    ? value !== null && typeof value === 'object' && !Array.isArray(value)
    : typeof value === type
}

/** All that is wrong with a value, in the order of the schema; `checks` stand in for the pattern of the definition they name. */
export const validate = (root: Schema, value: Json, checks: Checks): Fault[] => {
  const resolve = (schema: Schema): { schema: Schema; check?: Checks[string] } => {
    if (schema.$ref === undefined) return { schema }
    const name = schema.$ref.slice('#/$defs/'.length)
    const check = checks[name]
    return { schema: root.$defs?.[name] as Schema, ...(check === undefined ? {} : { check }) }
  }
  const typesOf = (schema: Schema): (keyof typeof TYPES)[] => {
    const { schema: found } = resolve(schema)
    return found.anyOf === undefined ? [found.type as keyof typeof TYPES] : found.anyOf.flatMap(typesOf)
  }
  const visit = (reference: Schema, at: Json, pointer: string): Fault[] => {
    const types = typesOf(reference)
    if (!types.some((type) => isType(type, at))) return [{ pointer, message: typeMessage(types, at, pointer) }]
    const { schema, check } = resolve(reference)
    if (check !== undefined) {
      const message = check(at)
      return message === undefined ? [] : [{ pointer, message: `${quoted(pointer)} is ${shown(at)}; ${message}` }]
    }
    if (schema.anyOf !== undefined) {
      const fitting = schema.anyOf.find((branch) => typesOf(branch).some((type) => isType(type, at))) as Schema
      return visit(fitting, at, pointer)
    }
    if (Array.isArray(at)) return [...sizeFaults(schema, at, pointer), ...itemFaults(schema, at, pointer)]
    if (at !== null && typeof at === 'object') return propertyFaults(schema, at, pointer)
    const message = scalarMessage(schema, at)
    return message === undefined ? [] : [{ pointer, message: `${quoted(pointer)} is ${shown(at)}; ${message}` }]
  }
  const itemFaults = (schema: Schema, items: Json[], pointer: string): Fault[] =>
    items.flatMap((item, i) => (schema.items === undefined ? [] : visit(schema.items, item, join(pointer, i))))
  const propertyFaults = (schema: Schema, at: JsonObject, pointer: string): Fault[] => {
    const known = schema.properties ?? {}
    const faults = Object.entries(at).flatMap(([key, child]): Fault[] => {
      const below = join(pointer, key)
      const misnamed = schema.propertyNames === undefined ? undefined : scalarMessage(schema.propertyNames, key)
      if (misnamed !== undefined)
        return [{ pointer: below, key: true, message: `${JSON.stringify(key)} is wrong; ${misnamed}` }]
      const property = Object.hasOwn(known, key) ? known[key] : schema.additionalProperties
      if (typeof property === 'object') return visit(property, child, below)
      const noun = schema.title ?? 'key'
      const hint = suggest(key, Object.keys(known), `${noun}s`)
      return [{ pointer: below, key: true, message: `unknown ${noun} ${JSON.stringify(key)}; ${hint}` }]
    })
    const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(at, key))
    const needs = missing.map((key): Fault => {
      const property = resolve(known[key] as Schema).schema
      const meaning = property.const === undefined ? property.description : `it is always ${property.const}`
      return {
        pointer,
        message: `${quoted(pointer)} has no "${key}"${meaning === undefined ? '' : `; ${lowered(meaning)}`}`,
      }
    })
    return [...faults, ...needs, ...sizeFaults(schema, Object.keys(at), pointer)]
  }
  return visit({ ...root, title: 'key' }, value, '')
}

const sizeFaults = (schema: Schema, { length }: readonly unknown[], pointer: string): Fault[] =>
  length >= (schema.minItems ?? schema.minProperties ?? 0)
    ? []
    : [{ pointer, message: `${quoted(pointer)} is empty; ${namesOf(schema)}` }]
