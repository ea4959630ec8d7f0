import type { Hardening, ValidNames } from '../../src/config/hardening.ts'
import { parseHardening } from '../../src/config/parse.ts'
import { containsPolicies, parsePolicies } from '../../src/config/psp/parse.ts'
import { ConfigurationError } from '../../src/config/validate.ts'
import type { Json } from '../../src/model.ts'
import { systemCause } from '../cli/failure.ts'
import { isConfigured } from '../cli/values.ts'

/** Where profiles and files come from. */
export interface Sources {
  builtin: Readonly<Record<string, Json>>
  names: ValidNames
  read: (path: string) => Uint8Array
}

/** Returns the name of a profile in messages, which do not quote the values of a configuration. */
export const nameOf = (path: string, by: Hardening | undefined, where: string): string => {
  if (by !== undefined) return 'the file that "spec.profile" names'
  return isConfigured(where) ? 'the file' : `"${path}"`
}

/** The largest configuration or profile in bytes. */
export const LARGEST_CONFIGURATION = 1 << 20

/** Describes why a configuration or profile cannot be read. */
export const causeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'EFBIG' ? 'it is larger than 1 MB' : systemCause(error)

/**
 * Reads a profile or configuration.
 * @param name its name in messages
 * @throws ConfigurationError at the place that names it if it cannot be read, else at its faults
 */
export const readHardening = (
  path: string,
  { names, read }: Sources,
  { where, at, name }: { where: string; at: { line?: number; column?: number }; name: string },
): Hardening => {
  const problem = (message: string) => new ConfigurationError(where, [{ ...at, message }])
  let bytes: Uint8Array
  try {
    bytes = read(path)
  } catch (error) {
    throw problem(`${name} cannot be read (${causeOf(error)}); check the name`)
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw problem(`${name} is not valid UTF-8; save it as UTF-8`)
  }
  return containsPolicies(text) ? parsePolicies(path, text) : parseHardening(path, text, names)
}
