import { asObject, isObject } from '../kube/pods.ts'
import type { Json, JsonObject, Report } from '../model.ts'
import { REPORT_SCHEMA } from './schema.ts'

const DEFINITIONS = REPORT_SCHEMA.$defs as Record<string, JsonObject>

/** The value with the keys of objects that the schema knows in its order; operations' values stay as they are. */
const ordered = (value: Json, place: JsonObject): Json => {
  const schema =
    typeof place.$ref === 'string' ? (DEFINITIONS[place.$ref.slice('#/$defs/'.length)] as JsonObject) : place
  if (Array.isArray(value)) return value.map((item) => ordered(item, asObject(schema.items)))
  if (!isObject(value) || schema.properties === undefined) return value
  const properties = schema.properties as Record<string, JsonObject>
  const known = Object.entries(properties).filter(([key]) => value[key] !== undefined)
  const rest = Object.entries(value).filter(([key]) => !Object.hasOwn(properties, key))
  return Object.fromEntries([...known.map(([key, below]) => [key, ordered(value[key] as Json, below)]), ...rest])
}

/**
 * A report as JSON with a line feed at its end, keys in the order of the schema. What a terminal would act upon is
 * escaped, which JSON allows in strings and nowhere else does it stand.
 * @param indent blanks for each level; with 0 the report is one line, as JSON Lines want it
 */
export const reportJson = (report: Report, indent = 2): string => {
  const json = JSON.stringify(ordered(report as unknown as Json, REPORT_SCHEMA), null, indent)
  return `${json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`
}

const escaped = (char: string): string =>
  [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')
