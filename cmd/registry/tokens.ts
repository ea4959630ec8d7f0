import { readText } from './body.ts'
import { ProblemError } from './errors.ts'
import type { Credentials } from './helper.ts'
import type { Answer, Request } from './http.ts'

/** What a server asks for with `WWW-Authenticate`. */
export interface Challenge {
  scheme: 'basic' | 'bearer'
  /** Parameters by their names in lower case, e.g. `realm`, `service` and `scope`. */
  parameters: Map<string, string>
}

/** A parameter with a quoted value or a plain one, or the name of a scheme. */
const WORD = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([\w-]+)/g

/**
 * Parses `WWW-Authenticate`, which can hold several challenges (RFC 9110, 11.6.1), and returns the one to answer: a token
 * rather than a password. Undefined if there is none of these two kinds.
 */
export const readChallenge = (header: string | undefined): Challenge | undefined => {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  for (const [, name, quoted, plain, scheme] of (header ?? '').matchAll(WORD)) {
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
    else challenges.at(-1)?.parameters.set((name ?? '').toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  }
  const found =
    challenges.find(({ scheme }) => scheme === 'bearer') ?? challenges.find(({ scheme }) => scheme === 'basic')
  return found as Challenge | undefined
}

/** Sends a request to a token server, with retries and without an `Authorization` of the registry. */
export type SendTo = (url: URL, request: Request) => Promise<Answer>

const CLIENT = 'casehard'

/** Returns the value of `Authorization` for a user name and a password. */
export const basic = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

const realmOf = ({ parameters }: Challenge, mayBePlain: boolean): URL => {
  const realm = parameters.get('realm') ?? ''
  const url = URL.canParse(realm) ? new URL(realm) : undefined
  const isAllowed = url?.protocol === 'https:' || (mayBePlain && url?.protocol === 'http:')
  if (url !== undefined && isAllowed && url.username === '') return url
  throw new ProblemError(
    'the registry names a token server without a secure address',
    'tell the administrator of the registry',
  )
}

/** Reads the token of an answer: `token`, or `access_token` as OAuth 2.0 names it. */
const readToken = async (answer: Answer, realm: URL): Promise<string> => {
  if (answer.statusCode !== 200) {
    answer.destroy()
    const refused = [400, 401, 403].includes(answer.statusCode)
    throw new ProblemError(
      `the token server ${realm.host} ${refused ? 'refuses the login' : 'fails'} with status ${answer.statusCode}`,
      refused ? 'log in again, e.g. with "docker login"' : 'try again later',
    )
  }
  const parsed = parse(await readText(answer)) as { token?: unknown; access_token?: unknown } | undefined
  const token = parsed?.token || parsed?.access_token
  if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token
  throw new ProblemError(
    `the token server ${realm.host} answers without a token`,
    'tell the administrator of the registry',
  )
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Gets a token for pulling: with `POST` for an identity token, as distribution.github.io/distribution/spec/auth/oauth says,
 * else with `GET` as in spec/auth/token, which every token server knows.
 * @param mayBePlain whether the token server may be reached without TLS
 */
export const fetchToken = async (
  challenge: Challenge,
  repository: string,
  credentials: Credentials | undefined,
  mayBePlain: boolean,
  sendTo: SendTo,
): Promise<string> => {
  const realm = realmOf(challenge, mayBePlain)
  const service = challenge.parameters.get('service')
  const asked = {
    ...(service === undefined ? {} : { service }),
    scope: challenge.parameters.get('scope') ?? `repository:${repository}:pull`,
  }
  if (credentials?.identityToken !== undefined) {
    const grant = { grant_type: 'refresh_token', client_id: CLIENT, refresh_token: credentials.identityToken }
    const body = new URLSearchParams({ ...grant, ...asked }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await sendTo(realm, { method: 'POST', headers, body })
    // Such a token server has no OAuth.
    if (![404, 405].includes(answer.statusCode)) return readToken(answer, realm)
    answer.destroy()
  }
  for (const [name, value] of Object.entries(asked)) realm.searchParams.set(name, value)
  const hasLogin = credentials !== undefined && credentials.username !== ''
  return readToken(await sendTo(realm, hasLogin ? { headers: { authorization: basic(credentials) } } : {}), realm)
}
