import { join } from 'node:path'
import { homeOf, type RegistryIo } from './certificates.ts'
import { ProblemError } from './errors.ts'
import { askHelper, type Credentials, type FoundCredentials } from './helper.ts'
import { DOCKER_HUB, HUB_KEY } from './reference.ts'

/** An entry of `auths`. */
interface Entry {
  auth?: unknown
  username?: unknown
  password?: unknown
  identitytoken?: unknown
  registrytoken?: unknown
}

/** The part of `config.json` and `auth.json` that is used. */
interface AuthFile {
  path: string
  auths: Map<string, Entry>
  credHelpers: Map<string, unknown>
  credsStore: unknown
}

const LARGEST = 2 ** 20

/**
 * Returns the files with credentials in the order in which they are searched: the one that the user names, or those of
 * Docker and of Podman (containers-auth.json(5)).
 */
const pathsOf = ({ env, user }: RegistryIo): { path: string; isNamed: boolean }[] => {
  const { REGISTRY_AUTH_FILE, DOCKER_CONFIG, XDG_RUNTIME_DIR, XDG_CONFIG_HOME } = env
  if (REGISTRY_AUTH_FILE) return [{ path: REGISTRY_AUTH_FILE, isNamed: true }]
  const home = homeOf(env)
  const docker = DOCKER_CONFIG || (home && join(home, '.docker'))
  const runtime = XDG_RUNTIME_DIR
    ? join(XDG_RUNTIME_DIR, 'containers')
    : user !== undefined && `/run/containers/${user}`
  const config = XDG_CONFIG_HOME || (home && join(home, '.config'))
  return [
    docker && join(docker, 'config.json'),
    runtime && join(runtime, 'auth.json'),
    config && join(config, 'containers/auth.json'),
  ]
    .filter((path) => typeof path === 'string' && path !== '')
    .map((path) => ({ path: path as string, isNamed: false }))
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []

/** Reads a file with credentials; undefined if it does not exist and nobody names it. */
const readAuthFile = (io: RegistryIo, path: string, isNamed: boolean): AuthFile | undefined => {
  let text: string
  try {
    text = Buffer.from(io.readSmallFile(path, LARGEST)).toString()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!isNamed && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined
    throw new ProblemError(`${path} cannot be read: ${code}`, 'correct the path or the permissions', error)
  }
  try {
    const file: Record<string, unknown> = Object.fromEntries(entriesOf(JSON.parse(text)))
    const auths = entriesOf(file.auths).map(([key, entry]): [string, Entry] => [
      keyOf(key),
      Object.fromEntries(entriesOf(entry)),
    ])
    const credHelpers = entriesOf(file.credHelpers).map(([key, name]): [string, unknown] => [keyOf(key), name])
    return { path, auths: new Map(auths), credHelpers: new Map(credHelpers), credsStore: file.credsStore }
  } catch {
    // The error of the parser quotes the text.
    throw new ProblemError(`${path} is not JSON`, 'correct it, or log in again')
  }
}

/** Returns what a key is about: Docker also writes addresses, of which only the host counts. */
const keyOf = (key: string): string => {
  const [, host] = /^https?:\/\/([^/]+)/i.exec(key) ?? []
  return host ?? key.replace(/\/$/, '')
}

/** Returns the keys that fit a repository, the most specific first: Podman's name a part of the path, too. */
const keysFor = (registry: string, repository: string): string[] => {
  const parts = repository.split('/')
  const keys = parts.map((_, i) => [registry, ...parts.slice(0, parts.length - i)].join('/'))
  return [...keys, ...hostsOf(registry)]
}

const hostsOf = (registry: string): string[] => (registry === DOCKER_HUB ? [DOCKER_HUB, 'index.docker.io'] : [registry])

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Reads an entry; undefined if it only says that a helper has the credentials. */
const readEntry = (entry: Entry, path: string): Credentials | undefined => {
  const decoded = Buffer.from(text(entry.auth), 'base64').toString().replace(/\0+$/, '')
  const colon = decoded.indexOf(':')
  if (decoded !== '' && colon < 0) throw new ProblemError(`an entry of ${path} is not valid`, 'log in again')
  const username = decoded === '' ? text(entry.username) : decoded.slice(0, colon)
  const password = decoded === '' ? text(entry.password) : decoded.slice(colon + 1)
  const identityToken = text(entry.identitytoken)
  const registryToken = text(entry.registrytoken)
  if (username === '' && identityToken === '' && registryToken === '') return undefined
  return {
    username,
    password,
    ...(identityToken === '' ? {} : { identityToken }),
    ...(registryToken === '' ? {} : { registryToken }),
  }
}

/** Searches one file: the helper of the registry, the entries, then the store for everything. */
const searchFile = async (io: RegistryIo, file: AuthFile, registry: string, repository: string) => {
  const server = registry === DOCKER_HUB ? HUB_KEY : registry
  const helper = hostsOf(registry)
    .map((host) => file.credHelpers.get(host))
    .find((name) => name !== undefined)
  const first = await askHelper(io, helper, server)
  if (first.credentials !== undefined) return first
  for (const key of keysFor(registry, repository)) {
    const credentials = readEntry(file.auths.get(key) ?? {}, file.path)
    if (credentials !== undefined) return { credentials, problems: [] }
  }
  const last = await askHelper(io, file.credsStore, server)
  return { ...last, problems: [...first.problems, ...last.problems] }
}

/**
 * Finds the credentials for a repository. A host matches only as a whole. A helper that fails is no error here: most images
 * need no credentials. Throws a `ProblemError` if a file is not valid.
 */
export const findCredentials = async (
  io: RegistryIo,
  registry: string,
  repository: string,
): Promise<FoundCredentials> => {
  const problems: string[] = []
  for (const { path, isNamed } of pathsOf(io)) {
    const file = readAuthFile(io, path, isNamed)
    if (file === undefined) continue
    const found: FoundCredentials = await searchFile(io, file, registry, repository)
    problems.push(...found.problems)
    if (found.credentials !== undefined) return { credentials: found.credentials, problems }
  }
  return { problems }
}
