import { MissingError, type Problem, ProblemError, RegistryError } from './errors.ts'
import type { Answer } from './http.ts'
import { MOST_ATTEMPTS } from './retry.ts'
import { readChallenge } from './tokens.ts'

/** What errors of connections mean, by the system's code. */
const CONNECTION: Readonly<Record<string, Problem>> = {
  ENOTFOUND: {
    problem: 'the host name cannot be resolved',
    nextStep: 'check the host name, the DNS server, or HTTPS_PROXY',
  },
  EAI_AGAIN: { problem: 'the DNS server does not answer', nextStep: 'check the network, or set HTTPS_PROXY' },
  ECONNREFUSED: { problem: 'the connection is refused', nextStep: 'check the host, the port, or HTTPS_PROXY' },
  ETIMEDOUT: { problem: 'there was no answer in time', nextStep: 'check the network, or set HTTPS_PROXY' },
  ABORT_ERR: { problem: 'the answer took too long', nextStep: 'check the network, and try again' },
  EPROXYAUTH: { problem: 'the proxy asks for a login', nextStep: 'set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT' },
  EPROXY: { problem: 'the proxy refuses the connection', nextStep: 'check HTTPS_PROXY, or add the host to NO_PROXY' },
}

const PLAIN = /SSL|EPROTO|WRONG_VERSION|PACKET_LENGTH/

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException | undefined)?.code ?? '')

/** Whether an error is about a certificate, so that the server speaks TLS. */
export const isCertificateError = (error: unknown): boolean =>
  /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|CRL/.test(codeOf(error))

/** Turns an error of a connection into a problem; other errors stay as they are. */
export const explainError = (error: unknown, host: string): unknown => {
  const code = codeOf(error)
  if (error instanceof ProblemError || error instanceof RegistryError || code === '') return error
  const explain = ({ problem, nextStep }: Problem): ProblemError =>
    new ProblemError(`${host}: ${problem} (${code})`, nextStep, error)
  const known = CONNECTION[code]
  if (known !== undefined) return explain(known)
  if (isCertificateError(error)) {
    return explain({
      problem: 'its certificate is not trusted',
      nextStep: 'name the certificate authority with --registry-ca FILE or NODE_EXTRA_CA_CERTS',
    })
  }
  if (PLAIN.test(code)) {
    return explain({
      problem: 'it does not speak TLS',
      nextStep: 'if it is meant to use plain HTTP, allow it with --insecure-registry HOST',
    })
  }
  return explain({ problem: 'the connection broke', nextStep: 'check the network, and try again' })
}

/** What is known of the login when a registry refuses. */
export interface LoginState {
  /** No credentials were found. */
  isAnonymous: boolean
  /** What went wrong when they were searched. */
  problems: readonly string[]
}

/** What the errors of a registry with a token server mean (RFC 6750, 3.1). */
const TOKEN_ERRORS: Readonly<Record<string, Problem>> = {
  insufficient_scope: {
    problem: 'the token server of the registry gives this login no access to the image',
    nextStep: 'check the name, and that this login may pull the image',
  },
  invalid_token: {
    problem: 'the registry does not accept the token of its token server',
    nextStep: 'try again, and tell those who run the registry',
  },
}

/** Says why a registry refuses a login. */
const refusalOf = (challenge: string | undefined): Problem => {
  const error = readChallenge(challenge)?.parameters.get('error') ?? ''
  return Object.hasOwn(TOKEN_ERRORS, error)
    ? (TOKEN_ERRORS[error] as Problem)
    : {
        problem: 'the registry refuses access with the credentials',
        nextStep: 'check that this login may pull the image, or log in again',
      }
}

/** Creates the error for an answer that is not the wanted one; it quotes nothing of its text. */
export const explainStatus = (
  { statusCode, headers }: Answer,
  registry: string,
  what: string,
  { isAnonymous, problems }: LoginState,
): ProblemError => {
  const login = `log in, e.g. with "docker login ${registry}"`
  const notes = problems.length === 0 ? '' : ` (${problems.join(', ')})`
  if (statusCode === 401 || statusCode === 403) {
    const { problem, nextStep } = isAnonymous
      ? { problem: 'the registry asks for a login, and no credentials were found', nextStep: login }
      : refusalOf(headers['www-authenticate'])
    return new ProblemError(`${problem}${notes}: status ${statusCode}`, nextStep)
  }
  if (statusCode === 404) {
    const hint = isAnonymous ? `, or ${login}: some registries hide what needs one` : ''
    return new MissingError(`the registry does not have ${what}${notes}`, `check the name and the tag${hint}`)
  }
  if (statusCode === 429) {
    const wait = headers['retry-after']
    const asked = wait !== undefined && /^\d{1,9}$/.test(wait) ? `, and asks to wait ${wait} s` : ''
    return new ProblemError(
      `the registry says that there were too many requests${asked}${notes}`,
      `try again later${isAnonymous ? `, or ${login} for a higher limit` : ''}`,
    )
  }
  const times = statusCode >= 500 ? ` (${MOST_ATTEMPTS} attempts)` : ''
  return new ProblemError(`the registry answers with status ${statusCode} for ${what}${times}`, 'try again later')
}
