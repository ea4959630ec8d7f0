import type { Schema } from '../lib/json-schema/schema.ts'
import { type Checks, validate } from '../lib/json-schema/validate.ts'
import type { Json } from '../model.ts'
import { join } from '../pointer.ts'
import type { ConfigFile, Position } from '../yaml/config-file.ts'

/** A fault of a configuration; line and column from 1, absent if a flag or a variable is at fault. */
export interface Problem {
  line?: number
  column?: number
  /** The value or key in question (RFC 6901), if there is one. */
  pointer?: string
  message: string
}

/**
 * A profile or configuration that cannot be used, with all problems of one file. The message has a line for each:
 * `FILE:LINE:COLUMN: fault; what is legal`.
 */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
  /** Name of the file as the user gave it, or of the flag. */
  readonly file: string
  readonly problems: readonly Problem[]

  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((problem) => `${formatPlace(file, problem)}: ${problem.message}`).join('\n'))
    this.file = file
    this.problems = problems
  }
}

const formatPlace = (file: string, { line, column }: Problem): string =>
  line === undefined ? file : `${file}:${line}:${column ?? 1}`

/** A fault of a configuration, at an RFC 6901 pointer or at the key there. */
export interface Fault {
  pointer: string
  key?: true
  message: string
}

/** Returns all places where a value does not fit its schema. */
export const findFaults = (schema: Schema, value: Json, checks: Checks = {}): Fault[] =>
  validate(schema, value, { checks }).map(({ path, ...fault }) => ({ ...fault, pointer: join('', ...path) }))

/** A message lists at most this many faults: finding the position of one takes time. */
const MOST_PROBLEMS = 100

/**
 * Validates a file of casehard's own formats.
 * @param file its name as the user gave it, for messages
 * @throws ConfigurationError with the faults, in the order of the text
 */
export const validateFile = (file: string, read: ConfigFile, schema: Schema, checks: Checks = {}): void => {
  const faults = findFaults(schema, read.value, checks)
  if (faults.length === 0) return
  const problems = faults.slice(0, MOST_PROBLEMS).map(({ pointer, key, message }): Problem & Position => ({
    ...read.positionOf(pointer, key),
    message,
    pointer,
  }))
  throw new ConfigurationError(
    file,
    problems.sort((a, b) => a.line - b.line || a.column - b.column),
  )
}
