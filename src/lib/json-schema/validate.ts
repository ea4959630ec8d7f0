import type { Json, JsonObject } from '../../model.ts'
import { shownKey } from '../printable.ts'
import { suggest } from '../suggest.ts'
import { describeScalarFault } from './scalar-fault.ts'
import {
  describeType,
  formatPath,
  isScalar,
  lowerFirst,
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

/**
 * Returns all faults of a value, in the order of the value. Not a general validator: it knows the keywords of `Schema`,
 * takes a branch of `anyOf` by its type, and words its messages for people who write the value by hand.
 */
export const validate = (root: Schema, value: Json, options: ValidateOptions = {}): SchemaFault[] => {
  const validator = new Validator(root, options)
  // The title of a root is the name of the format, not a noun for its keys.
  validator.visit({ ...root, title: 'key' }, value)
  return validator.faults
}

/** Collects faults in one list and keeps the path in another: a value without faults, as most are, needs no further lists. */
class Validator {
  readonly faults: SchemaFault[] = []
  readonly #path: (string | number)[] = []
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

  visit(reference: Schema, value: Json): void {
    const name = definitionName(reference)
    const schema = name === undefined ? reference : (this.#definitions[name] as Schema)
    const check = name === undefined ? undefined : this.#checks[name]
    if (!this.#accepts(schema, value)) this.#add(this.#typeFault(this.#typesOf(schema), value))
    else if (check !== undefined) this.#checkScalar(check(value), value)
    else if (schema.anyOf !== undefined) this.visit(this.#branchFor(schema.anyOf, value), value)
    else if (Array.isArray(value)) this.#checkList(schema, value)
    else if (value !== null && typeof value === 'object') this.#checkObject(schema, value)
    else this.#checkScalar(describeScalarFault(schema, value), value)
  }

  #branchFor(branches: readonly Schema[], value: Json): Schema {
    return branches.find((one) => this.#accepts(this.#resolve(one), value)) as Schema
  }

  #below(step: string | number, schema: Schema, value: Json): void {
    this.#path.push(step)
    this.visit(schema, value)
    this.#path.pop()
  }

  #add(message: string): void {
    this.faults.push({ path: [...this.#path], message })
  }

  #addKey(key: string, message: string): void {
    this.faults.push({ path: [...this.#path, key], key: true, message })
  }

  #checkScalar(legal: string | undefined, value: Json): void {
    if (legal === undefined) return
    const found = this.#quotes ? `is ${JSON.stringify(value)}` : 'has an illegal value'
    this.#add(`${formatPath(this.#path)} ${found}; ${legal}`)
  }

  #typeFault(types: readonly (TypeName | undefined)[], value: Json): string {
    const legal = [...new Set(types.flatMap((type) => (type === undefined ? [] : TYPE_NAMES[type])))].join(' or ')
    const found = this.#quotes && isScalar(value) ? JSON.stringify(value) : describeType(value)
    return `${formatPath(this.#path)} is ${found}; it must be ${legal}`
  }

  #resolve(schema: Schema): Schema {
    const name = definitionName(schema)
    return name === undefined ? schema : (this.#definitions[name] as Schema)
  }

  #accepts({ type, anyOf }: Schema, value: Json): boolean {
    return anyOf === undefined ? isType(type, value) : anyOf.some((one) => this.#accepts(this.#resolve(one), value))
  }

  /** Returns the types that a schema accepts; undefined means any. */
  #typesOf({ type, anyOf }: Schema): (TypeName | undefined)[] {
    return anyOf === undefined ? [type] : anyOf.flatMap((branch) => this.#typesOf(this.#resolve(branch)))
  }

  #checkList(schema: Schema, values: readonly Json[]): void {
    this.#checkSize(schema, values.length)
    const { items } = schema
    if (items !== undefined) for (const [i, item] of values.entries()) this.#below(i, items, item)
  }

  #checkObject(schema: Schema, value: JsonObject): void {
    for (const key of Object.keys(value)) this.#checkProperty(schema, key, value[key] as Json)
    for (const key of schema.required ?? []) if (!Object.hasOwn(value, key)) this.#add(this.#missingFault(schema, key))
    this.#checkSize(schema, Object.keys(value).length)
  }

  #checkProperty(schema: Schema, key: string, value: Json): void {
    const { properties: known = {}, propertyNames, additionalProperties, title = 'key' } = schema
    const misnamed = propertyNames === undefined ? undefined : describeScalarFault(propertyNames, key)
    if (misnamed !== undefined) {
      this.#addKey(key, `${shownKey(key).trim() || `a ${title}`} is wrong; ${misnamed}`)
      return
    }
    const property = Object.hasOwn(known, key) ? known[key] : additionalProperties
    if (typeof property === 'object') this.#below(key, property, value)
    else if (!this.#allowUnknownKeys)
      this.#addKey(key, `unknown ${title}${shownKey(key)}; ${suggest(key, Object.keys(known), `${title}s`)}`)
  }

  #missingFault({ properties = {} }: Schema, key: string): string {
    const property = this.#resolve(properties[key] as Schema)
    const meaning = property.const === undefined ? property.description : `it is always ${property.const}`
    const hint = meaning === undefined ? '' : `; ${lowerFirst(meaning)}`
    return `${formatPath(this.#path)} has no "${key}"${hint}`
  }

  #checkSize(schema: Schema, length: number): void {
    if (length >= (schema.minItems ?? schema.minProperties ?? 0)) return
    const { properties } = schema
    const hint = properties === undefined ? 'name at least one' : `legal keys: ${Object.keys(properties).join(', ')}`
    this.#add(`${formatPath(this.#path)} is empty; ${hint}`)
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
