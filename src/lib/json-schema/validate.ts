import type { Json, JsonObject } from '../../model.ts'
import { shownKey } from '../printable.ts'
import { findNearest, suggest } from '../suggest.ts'
import {
  describeType,
  formatPath,
  isScalar,
  lowerFirst,
  NOT_BLANK,
  type Path,
  type Schema,
  TYPE_NAMES,
  type TypeName,
} from './schema.ts'

/** A place where a value does not fit its schema. */
export interface SchemaFault {
  path: Path
  /** Set if the key at the path is wrong, not its value. */
  key?: true
  /** The path, the type found and what is legal: `"spec.stance" is a number; it must be a string`. */
  message: string
}

/** Rules that a pattern cannot express, by the name of their definition; each returns what is legal, or undefined. */
export type Checks = Readonly<Record<string, (value: Json) => string | undefined>>

/** How `validate` treats what the schema does not decide. */
export interface ValidateOptions {
  /** Checked in place of the definitions of these names. */
  checks?: Checks
  /** Accepts keys that the schema does not list, e.g. those of a later version. */
  allowUnknownKeys?: boolean
  /** Quotes values in messages. Without it only their types are named: a configuration may be any file. */
  quotes?: boolean
}

/** All legal values are listed if there are no more than this, else only the nearest one. */
const MOST_LISTED = 6

/**
 * Returns all faults of a value, in the order of the value. Not a general validator: it knows the keywords of `Schema`,
 * takes a branch of `anyOf` by its type, and words its messages for people who write the value by hand.
 */
export const validate = (root: Schema, value: Json, options: ValidateOptions = {}): SchemaFault[] =>
  // The title of a root is the name of the format, not a noun for its keys.
  new Validator(root, options).visit({ ...root, title: 'key' }, value, [])

class Validator {
  readonly #definitions: Readonly<Record<string, Schema>>
  readonly #checks: Checks
  readonly #allowUnknownKeys: boolean
  readonly #quotes: boolean

  constructor({ $defs = {} }: Schema, { checks = {}, allowUnknownKeys = false, quotes = false }: ValidateOptions) {
    this.#definitions = $defs
    this.#checks = checks
    this.#allowUnknownKeys = allowUnknownKeys
    this.#quotes = quotes
  }

  visit(reference: Schema, value: Json, path: Path): SchemaFault[] {
    const types = this.#typesOf(reference)
    if (!types.some((type) => isType(type, value))) return [{ path, message: this.#typeFault(types, value, path) }]
    const name = definitionName(reference)
    const check = name === undefined ? undefined : this.#checks[name]
    const schema = this.#resolve(reference)
    if (check !== undefined) return this.#scalarFaults(check(value), value, path)
    if (schema.anyOf !== undefined) {
      const branch = schema.anyOf.find((one) => this.#typesOf(one).some((type) => isType(type, value))) as Schema
      return this.visit(branch, value, path)
    }
    if (Array.isArray(value)) return [...sizeFaults(schema, value, path), ...this.#itemFaults(schema, value, path)]
    if (value !== null && typeof value === 'object') return this.#objectFaults(schema, value, path)
    return this.#scalarFaults(describeScalarFault(schema, value), value, path)
  }

  #scalarFaults(legal: string | undefined, value: Json, path: Path): SchemaFault[] {
    if (legal === undefined) return []
    const found = this.#quotes ? `is ${JSON.stringify(value)}` : 'has an illegal value'
    return [{ path, message: `${formatPath(path)} ${found}; ${legal}` }]
  }

  #typeFault(types: readonly (TypeName | undefined)[], value: Json, path: Path): string {
    const legal = [...new Set(types.flatMap((type) => (type === undefined ? [] : TYPE_NAMES[type])))].join(' or ')
    const found = this.#quotes && isScalar(value) ? JSON.stringify(value) : describeType(value)
    return `${formatPath(path)} is ${found}; it must be ${legal}`
  }

  #resolve(schema: Schema): Schema {
    const name = definitionName(schema)
    return name === undefined ? schema : (this.#definitions[name] as Schema)
  }

  /** Returns the types that a schema accepts; undefined means any. */
  #typesOf(schema: Schema): (TypeName | undefined)[] {
    const { type, anyOf } = this.#resolve(schema)
    return anyOf === undefined ? [type] : anyOf.flatMap((branch) => this.#typesOf(branch))
  }

  #itemFaults({ items }: Schema, values: readonly Json[], path: Path): SchemaFault[] {
    return items === undefined ? [] : values.flatMap((item, i) => this.visit(items, item, [...path, i]))
  }

  #objectFaults(schema: Schema, value: JsonObject, path: Path): SchemaFault[] {
    const faults = Object.entries(value).flatMap(([key, child]) => this.#propertyFaults(schema, key, child, path))
    const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key))
    return [
      ...faults,
      ...missing.map((key) => this.#missingFault(schema, key, path)),
      ...sizeFaults(schema, Object.keys(value), path),
    ]
  }

  #propertyFaults(schema: Schema, key: string, value: Json, path: Path): SchemaFault[] {
    const { properties: known = {}, propertyNames, additionalProperties, title = 'key' } = schema
    const below = [...path, key]
    const misnamed = propertyNames === undefined ? undefined : describeScalarFault(propertyNames, key)
    if (misnamed !== undefined)
      return [{ path: below, key: true, message: `${shownKey(key).trim() || `a ${title}`} is wrong; ${misnamed}` }]
    const property = Object.hasOwn(known, key) ? known[key] : additionalProperties
    if (typeof property === 'object') return this.visit(property, value, below)
    if (this.#allowUnknownKeys) return []
    const hint = suggest(key, Object.keys(known), `${title}s`)
    return [{ path: below, key: true, message: `unknown ${title}${shownKey(key)}; ${hint}` }]
  }

  #missingFault({ properties = {} }: Schema, key: string, path: Path): SchemaFault {
    const property = this.#resolve(properties[key] as Schema)
    const meaning = property.const === undefined ? property.description : `it is always ${property.const}`
    const hint = meaning === undefined ? '' : `; ${lowerFirst(meaning)}`
    return { path, message: `${formatPath(path)} has no "${key}"${hint}` }
  }
}

const definitionName = ({ $ref }: Schema): string | undefined => $ref?.slice('#/$defs/'.length)

const isType = (type: TypeName | undefined, value: Json): boolean => {
  if (type === undefined) return true
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return Number.isFinite(value)
  if (type === 'array') return Array.isArray(value)
  return type === 'object'
    ? value !== null && typeof value === 'object' && !Array.isArray(value)
    : typeof value === type
}

/** Describes what is legal for a scalar; undefined if it fits. */
const describeScalarFault = (schema: Schema, value: Json): string | undefined => {
  if (schema.const !== undefined) return value === schema.const ? undefined : `legal value: ${schema.const}`
  if (schema.enum !== undefined && !schema.enum.includes(value as string))
    return describeEnumFault(schema.enum, String(value))
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    return schema.pattern === NOT_BLANK
      ? 'it must not be blank'
      : `it must be ${lowerFirst(schema.description ?? schema.pattern)}`
  if (typeof value === 'number') return describeRangeFault(schema, value)
  return undefined
}

const describeEnumFault = (legal: readonly string[], value: string): string => {
  const nearest = findNearest(value, legal)
  if (nearest === undefined) return `legal values: ${legal.join(', ')}`
  const meant = `did you mean "${nearest}"?`
  return legal.length > MOST_LISTED ? meant : `${meant} legal values: ${legal.join(', ')}`
}

const describeRangeFault = ({ minimum, maximum }: Schema, value: number): string | undefined => {
  if (value >= (minimum ?? value) && value <= (maximum ?? value)) return undefined
  if (maximum === undefined) return `it must be at least ${minimum}`
  return minimum === undefined ? `it must be at most ${maximum}` : `legal values: ${minimum} to ${maximum}`
}

const sizeFaults = (schema: Schema, { length }: readonly unknown[], path: Path): SchemaFault[] => {
  if (length >= (schema.minItems ?? schema.minProperties ?? 0)) return []
  const { properties } = schema
  const hint = properties === undefined ? 'name at least one' : `legal keys: ${Object.keys(properties).join(', ')}`
  return [{ path, message: `${formatPath(path)} is empty; ${hint}` }]
}
