import type { Schema } from '../lib/json-schema/schema.ts'
import { type Checks, validate } from '../lib/json-schema/validate.ts'
import type { Json } from '../model.ts'
import { join } from '../pointer.ts'
import type { ConfigFile, Position } from '../yaml/config-file.ts'
import { ConfigurationError, type Problem } from './errors.ts'

/** A fault of a configuration, at an RFC 6901 pointer or at the key there. */
export interface Fault {
  pointer: string
  key?: true
  message: string
}

/** Returns all places where a value does not fit its schema. */
export const findFaults = (schema: Schema, value: Json, checks: Checks = {}): Fault[] =>
  validate(schema, value, { checks }).map(({ path, ...fault }) => ({ ...fault, pointer: join('', ...path) }))

/**
 * Validates a file of casehard's own formats.
 * @param file its name as the user gave it, for messages
 * @throws ConfigurationError with all faults, in the order of the text
 */
export const validateFile = (file: string, read: ConfigFile, schema: Schema, checks: Checks = {}): void => {
  const problems = findFaults(schema, read.value, checks).map(({ pointer, key, message }): Problem & Position => ({
    ...read.positionOf(pointer, key),
    message,
    pointer,
  }))
  if (problems.length === 0) return
  throw new ConfigurationError(
    file,
    problems.sort((a, b) => a.line - b.line || a.column - b.column),
  )
}
