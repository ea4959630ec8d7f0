import type { RegistryIo } from './certificates.ts'

/** What proves who the user is to a registry or its token server. */
export interface Credentials {
  username: string
  password: string
  /** A refresh token for the token server, instead of a password. */
  identityToken?: string
  /** A token for the registry itself. */
  registryToken?: string
}

/** The result of a search. */
export interface FoundCredentials {
  credentials?: Credentials
  /** Helpers that failed, for the message if the registry refuses; without anything that they said. */
  problems: string[]
}

/** Time for a helper in milliseconds: it may have to ask the user. */
const PATIENCE = 60_000

/** The part of a program's name that a configuration may choose; a path would name any program. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** The user name with which a helper says that the secret is an identity token. */
const TOKEN = '<token>'

/** What helpers say if they have nothing for a server. */
const NOTHING = /credentials not found in native keychain|no credentials (?:server URL|username)/i

const parse = (output: Uint8Array): { Username?: unknown; Secret?: unknown } | undefined => {
  try {
    return JSON.parse(Buffer.from(output).toString())
  } catch {
    return undefined
  }
}

/**
 * Asks `docker-credential-NAME` for the credentials of a server: `get` with the server on stdin, and JSON on stdout
 * (github.com/docker/docker-credential-helpers).
 * @param name the end of the program's name; nothing is asked if it is undefined or empty
 */
export const askHelper = async (io: RegistryIo, name: unknown, server: string): Promise<FoundCredentials> => {
  if (name === undefined || name === '') return { problems: [] }
  if (typeof name !== 'string' || !NAME.test(name))
    return { problems: ['the name of a credential helper is not valid'] }
  const program = `docker-credential-${name}`
  const fail = (what: string): FoundCredentials => ({ problems: [`${program} ${what}`] })
  const { stdout, stderr, exitCode, timedOut, code } = await io.spawn([program, 'get'], {
    timeout: PATIENCE,
    input: server,
  })
  if (code === 'ENOENT') return fail('is not on the PATH')
  if (timedOut) return fail(`gave no answer within ${PATIENCE / 1000} s`)
  // Helpers print this on stdout, some on stderr.
  if (exitCode !== 0 && NOTHING.test(`${Buffer.from(stdout)}${stderr}`)) return { problems: [] }
  if (exitCode !== 0) return fail(exitCode === undefined ? 'could not run' : `ended with exit code ${exitCode}`)
  const { Username, Secret } = parse(stdout) ?? {}
  if (typeof Username !== 'string' || typeof Secret !== 'string') return fail('gave no valid answer')
  if (Username === '' && Secret === '') return { problems: [] }
  const identity = Username === TOKEN ? { identityToken: Secret } : {}
  return { credentials: { username: Username, password: Secret, ...identity }, problems: [] }
}
