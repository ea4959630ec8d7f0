import type { Json } from '../../model.ts'
import { findNearest } from '../suggest.ts'
import { lowerFirst, NOT_BLANK, type Schema } from './schema.ts'

/** All legal values are listed if there are no more than this, else only the nearest one. */
const MOST_LISTED = 6

const PATTERNS = new Map<string, RegExp>()

const fitsPattern = (pattern: string, value: string): boolean => {
  // The most frequent one; compiling an expression takes longer than validating a small file.
  if (pattern === NOT_BLANK) return value.trim() !== ''
  const expression = PATTERNS.get(pattern) ?? new RegExp(pattern, 'u')
  PATTERNS.set(pattern, expression)
  return expression.test(value)
}

/** Describes what is legal for a scalar; undefined if it fits. */
export const describeScalarFault = (schema: Schema, value: Json): string | undefined => {
  if (schema.const !== undefined) return value === schema.const ? undefined : `legal value: ${schema.const}`
  if (schema.enum !== undefined && !schema.enum.includes(value as string))
    return describeEnumFault(schema.enum, String(value))
  if (typeof value === 'string' && schema.pattern !== undefined && !fitsPattern(schema.pattern, value))
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
