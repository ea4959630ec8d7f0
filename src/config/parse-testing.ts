import type { Hardening, ValidNames } from './hardening.ts'
import { parseHardening } from './parse.ts'
import { ConfigurationError } from './validate.ts'

/** The names that are valid in configurations of tests. */
export const NAMES: ValidNames = {
  controls: [{ id: 'run-as-non-root' }, { id: 'read-only-root-filesystem' }, { id: 'default-resources' }],
  profiles: ['cautious', 'restricted'],
}

/** What each configuration begins with. */
export const HEAD = 'apiVersion: casehard.dev/v1\nkind: Hardening\n'

/** Reads a configuration. */
export const parse = (text: string): Hardening => parseHardening('casehard.yaml', text, NAMES)

/** Returns the messages about a configuration. */
export const messagesFrom = (read: () => unknown): string[] => {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n')
    throw error
  }
}

/** What is wrong with a configuration. */
export const messagesOf = (text: string): string[] => messagesFrom(() => parse(text))

/** Likewise of a `spec`, whose first line is the file's line 4. */
export const specMessages = (spec: string): string[] =>
  messagesOf(`${HEAD}spec:\n${spec.replace(/^/gm, '  ')}\n`).map((line) => line.slice('casehard.yaml:'.length))

/** What is wrong, by what a test calls it: a spec, and the message with its line and column. */
export type Wrong = Readonly<Record<string, readonly [spec: string, message: string]>>
