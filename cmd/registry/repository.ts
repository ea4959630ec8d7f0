import { certificatesFor, type RegistryIo } from './certificates.ts'
import { findCredentials } from './credentials.ts'
import { ProblemError } from './errors.ts'
import { explainError, explainStatus, isCertificateError, type LoginState } from './failures.ts'
import { type Answer, type Connection, type Request, send } from './http.ts'
import { proxyFor } from './proxy.ts'
import { apiHost, isLoopback } from './reference.ts'
import { retrying, type Sleep } from './retry.ts'
import { basic, fetchToken, readChallenge } from './tokens.ts'

/** How a client reaches registries. */
export interface Network {
  io: RegistryIo
  /** Registries, with their ports, that may be asked with plain HTTP. */
  insecureRegistries: readonly string[]
  caFile?: string
  /** Milliseconds without any byte, and for a whole manifest, configuration or token. */
  idle: number
  whole: number
  sleep: Sleep
}

/** The host of a registry, with what the client has learned of it; shared by all images. */
export interface Endpoint {
  registry: string
  base: URL
  connectionTo(url: URL, isDocument: boolean): Connection
  /** By repository. */
  logins: Map<string, Promise<Login>>
}

/** The value of `Authorization` for a repository. */
interface Login extends LoginState {
  authorization?: string
}

const NO_LOGIN: Login = { isAnonymous: true, problems: [] }

const MOST_REDIRECTS = 5

/**
 * Finds out how to reach a registry. Only one on this machine or named as insecure may be asked with plain HTTP, and only if
 * it does not speak TLS.
 */
export const connect = async (network: Network, registry: string): Promise<Endpoint> => {
  const { io, caFile, idle, whole } = network
  const host = apiHost(registry)
  const { ca, cert, key } = certificatesFor(io, registry, caFile)
  const secure = new URL(`https://${host}`)
  const connectionTo = (url: URL, isDocument: boolean): Connection => ({
    proxy: proxyFor(url, io.env),
    ca,
    // Other hosts, such as stores of layers, need not know who asks.
    ...(url.host === secure.host ? { cert, key } : {}),
    idle,
    ...(isDocument ? { signal: AbortSignal.timeout(whole) } : {}),
  })
  const speaksTls = async (): Promise<boolean> => {
    try {
      const url = new URL('/v2/', secure)
      ;(await send(url, {}, connectionTo(url, true))).destroy()
      return true
    } catch (error) {
      return isCertificateError(error)
    }
  }
  const mayBePlain = isLoopback(registry) || network.insecureRegistries.includes(registry)
  const base = mayBePlain && !(await speaksTls()) ? new URL(`http://${host}`) : secure
  return { registry, base, connectionTo, logins: new Map() }
}

/** Returns where an answer leads; undefined if it is no redirect. */
const redirectOf = ({ statusCode, headers }: Answer, from: URL, { base }: Endpoint): URL | undefined => {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined
  const { location = '' } = headers
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  const isAllowed = to?.protocol === 'https:' || (to?.protocol === 'http:' && base.protocol === 'http:')
  if (to !== undefined && isAllowed && location !== '') return to
  throw new ProblemError(
    'the registry redirects to an address that is not secure',
    'tell the administrator of the registry',
  )
}

/** Sends a request with retries; errors of connections become problems. */
const ask = async (network: Network, endpoint: Endpoint, url: URL, request: Request, isDocument: boolean) => {
  try {
    return await retrying(() => send(url, request, endpoint.connectionTo(url, isDocument)), network.sleep)
  } catch (error) {
    throw explainError(error, url.host)
  }
}

const logIn = async (network: Network, endpoint: Endpoint, repository: string, header?: string): Promise<Login> => {
  const challenge = readChallenge(header)
  const { registry, base } = endpoint
  const { credentials, problems } = await findCredentials(network.io, registry, repository)
  const login = { isAnonymous: credentials === undefined, problems }
  if (credentials?.registryToken !== undefined)
    return { ...login, authorization: `Bearer ${credentials.registryToken}` }
  if (challenge === undefined) return login
  if (challenge.scheme === 'basic') {
    return { ...login, ...(credentials === undefined ? {} : { authorization: basic(credentials) }) }
  }
  const sendTo = (url: URL, request: Request): Promise<Answer> => ask(network, endpoint, url, request, true)
  const token = await fetchToken(challenge, repository, credentials, base.protocol === 'http:', sendTo)
  return { ...login, authorization: `Bearer ${token}` }
}

/** Reads from one repository of a registry. */
export interface Repository {
  /**
   * Resolves with the answer for a path such as `manifests/latest`, which has the status 200 or 206. It logs in if the
   * registry asks for that, and follows redirects, to other hosts without the login. Rejects with a `ProblemError`.
   * @param what a description for messages
   */
  get(path: string, headers: Record<string, string>, what: string): Promise<Answer>
}

/** Whether a manifest or a configuration is asked for, which has a time limit as a whole. */
const isDocument = (headers: Record<string, string>): boolean => headers.accept !== undefined

/** Opens a repository; sends nothing yet. */
export const openRepository = (network: Network, endpoint: Endpoint, repository: string): Repository => {
  const { base, logins, registry } = endpoint
  const follow = async (path: string, headers: Record<string, string>, login: Login | undefined): Promise<Answer> => {
    let url = new URL(`/v2/${repository}/${path}`, base)
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const isOwn = url.origin === base.origin && login?.authorization !== undefined
      const all = isOwn ? { ...headers, authorization: login.authorization as string } : headers
      const answer = await ask(network, endpoint, url, { headers: all }, isDocument(headers))
      const next = redirectOf(answer, url, endpoint)
      if (next === undefined) return answer
      answer.destroy()
      url = next
    }
    throw new ProblemError(
      `the registry redirects more than ${MOST_REDIRECTS} times`,
      'tell the administrator of the registry',
    )
  }
  return {
    get: async (path, headers, what) => {
      const before = logins.get(repository)
      let login = await before
      let answer = await follow(path, headers, login)
      if (answer.statusCode === 401) {
        answer.destroy()
        // Of several requests that are refused at the same time, the first logs in for all.
        if (logins.get(repository) === before) {
          logins.set(repository, logIn(network, endpoint, repository, answer.headers['www-authenticate']))
        }
        login = await logins.get(repository)
        if (login?.authorization !== undefined) answer = await follow(path, headers, login)
      }
      if (answer.statusCode === 200 || answer.statusCode === 206) return answer
      answer.destroy()
      throw explainStatus(answer, registry, what, login ?? NO_LOGIN)
    },
  }
}
