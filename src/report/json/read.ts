import type { Json, JsonObject, Report } from '../../model.ts'
import { join } from '../../pointer.ts'
import { REPORT_SCHEMA } from './schema.ts'

/** The part of JSON Schema that a report's own schema is made of. */
interface Shape {
  $ref?: string
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean'
  const?: Json
  enum?: Json[]
  minimum?: number
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
}

const ROOT = REPORT_SCHEMA as unknown as Shape & { $defs: Record<string, Shape> }

const WORDS = { object: 'an object', array: 'a list', string: 'a string', integer: 'a whole number', boolean: 'true' }

const isType = (type: keyof typeof WORDS, value: Json): boolean => {
  if (type === 'integer') return Number.isSafeInteger(value)
  if (type === 'array') return Array.isArray(value)
  return type === 'object'
    ? value !== null && typeof value === 'object' && !Array.isArray(value)
    : typeof value === type
}

const expected = ({ type, const: only, enum: words, minimum }: Shape): string => {
  if (only !== undefined) return JSON.stringify(only)
  if (words !== undefined) return `one of ${words.join(', ')}`
  const word = type === undefined ? 'something else' : WORDS[type]
  return minimum === undefined ? word : `${word} from ${minimum}`
}

const fits = ({ type, const: only, enum: words, minimum }: Shape, value: Json): boolean =>
  (type === undefined || isType(type, value)) &&
  (only === undefined || value === only) &&
  (words === undefined || words.includes(value)) &&
  (minimum === undefined || (value as number) >= minimum)

const faultAt = (given: Shape, value: Json, pointer: string): string | undefined => {
  const shape = given.$ref === undefined ? given : (ROOT.$defs[given.$ref.slice('#/$defs/'.length)] as Shape)
  if (!fits(shape, value)) return `${pointer === '' ? 'it' : pointer} is not ${expected(shape)}`
  if (Array.isArray(value)) return firstFault(value.entries(), () => shape.items, pointer)
  if (value === null || typeof value !== 'object') return undefined
  const missing = shape.required?.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) return `${join(pointer, missing)} is not there`
  const { properties = {} } = shape
  return firstFault(Object.entries(value), (key) => (Object.hasOwn(properties, key) ? properties[key] : {}), pointer)
}

const firstFault = <K extends string | number>(
  entries: Iterable<[K, Json]>,
  shapeOf: (key: K) => Shape | undefined,
  pointer: string,
): string | undefined => {
  for (const [key, item] of entries) {
    const fault = faultAt(shapeOf(key) ?? {}, item, join(pointer, key))
    if (fault !== undefined) return fault
  }
  return undefined
}

/**
 * The first thing about a value that no report has, or undefined where it can be read as one. Keys that are not known
 * are let be: a later casehard may say more.
 */
export const findReportFault = (value: Json): string | undefined => faultAt(ROOT, value, '')

const API_VERSION: Report['apiVersion'] = 'casehard.dev/v1'
const KIND: Report['kind'] = 'HardeningReport'

/** What a text is instead of a report, and the next step; line and column from 1, where they are known. */
export class ReportFault extends Error {
  override name = 'ReportFault'
  readonly at: { line: number; column: number } | undefined

  constructor(message: string, at?: { line: number; column: number }) {
    super(message)
    this.at = at
  }
}

const NEXT = 'name a file that casehard --report FILE.json wrote'

const positionOf = (text: string, offset: number, line: number): { line: number; column: number } => {
  const lines = text.slice(0, offset).split('\n')
  return { line: line + lines.length - 1, column: (lines.at(-1) ?? '').length + 1 }
}

/** @param line the line of the file that the text begins in */
const parseJson = (text: string, line: number): Json => {
  try {
    return JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    // Engines word it differently, and only some tell the place.
    const offset = /end of JSON input|Unterminated|Unexpected EOF/i.test(message)
      ? text.trimEnd().length
      : /at position (\d+)/.exec(message)?.[1]
    throw new ReportFault(
      `not JSON; ${NEXT}`,
      offset === undefined ? undefined : positionOf(text, Number(offset), line),
    )
  }
}

const asReport = (value: Json, at?: { line: number; column: number }): Report => {
  const { apiVersion, kind } = (typeof value === 'object' && !Array.isArray(value) ? value : null) ?? ({} as JsonObject)
  if (kind !== KIND) {
    const what = typeof kind === 'string' ? `its kind is ${JSON.stringify(kind)}` : 'it has no kind'
    throw new ReportFault(`no report of casehard, for ${what}; ${NEXT}`, at)
  }
  if (apiVersion !== API_VERSION) {
    const version = typeof apiVersion === 'string' ? JSON.stringify(apiVersion) : 'no apiVersion'
    throw new ReportFault(
      `a report with ${version}, where ${API_VERSION} is read; use the casehard that wrote it, or write it anew`,
      at,
    )
  }
  const fault = findReportFault(value)
  if (fault !== undefined) throw new ReportFault(`no whole report: ${fault}; write it anew with --report`, at)
  return value as unknown as Report
}

/** Whether the first line that says something is JSON by itself, and not the last one. */
const isLines = (lines: readonly { text: string }[]): boolean => {
  if (lines.length < 2) return false
  try {
    return typeof JSON.parse(lines[0]?.text ?? '') === 'object'
  } catch {
    return false
  }
}

/**
 * Reads the reports in a text: one of JSON, or of JSON Lines one in each line that is not blank.
 * @throws ReportFault for the first that is none
 */
export const readReports = (given: string): Report[] => {
  const text = given.replace(/^\ufeff/, '')
  if (text.trim() === '') throw new ReportFault(`empty; ${NEXT}`)
  const lines = text
    .split('\n')
    .map((line, i) => ({ text: line, line: i + 1 }))
    .filter((line) => line.text.trim() !== '')
  if (!isLines(lines)) return [asReport(parseJson(text, 1))]
  return lines.map((line) => asReport(parseJson(line.text, line.line), { line: line.line, column: 1 }))
}
