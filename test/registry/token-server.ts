import { execFileSync } from 'node:child_process'
import { createSign, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { listen } from '../../cmd/registry/testing.ts'

/** What a token allows: https://distribution.github.io/distribution/spec/auth/jwt/ */
export interface Access {
  type: 'repository'
  name: string
  actions: string[]
}

/** A key and a certificate for it that signs itself. */
interface Signer {
  key: string
  /** The file of the certificate, in PEM. */
  certFile: string
}

/** A token server on loopback. */
export interface TokenServer {
  /** The section `auth` of a registry that trusts its certificate. */
  auth: object
  /** What it was asked for, in order: service, scope and user. */
  asked: { service: string | null; scope: string | null; user: string | undefined }[]
  /** Decides what a user may do; by default what is asked for, and nothing without a login. */
  grant: (asked: Access[], user: string | undefined) => Access[]
  /** Replaces the key with which it signs by one that the registry does not know. */
  changeKey(): void
  /** The seconds for which a token is valid. */
  lifetime: number
  /** Makes a token for what is allowed. */
  sign(access: readonly Access[]): string
}

const SERVICE = 'registry.test'
const ISSUER = 'token-server.test'

const makeSigner = (): Signer => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
  const [key, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${ISSUER}`]
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certFile], { stdio: 'ignore' })
  return { key: readFileSync(key, 'utf8'), certFile }
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signs with RS256; the certificate is in the header, as `x5c` (RFC 7515, 4.1.6). */
const signToken = ({ key, certFile }: Signer, access: readonly Access[], lifetime: number): string => {
  const x5c = [readFileSync(certFile, 'utf8').replaceAll(/-----.*-----|\s/g, '')]
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, nbf: now - 60, exp: now + lifetime }
  const claims = { iss: ISSUER, sub: 'ann', aud: SERVICE, jti: randomUUID(), ...times, access }
  const text = `${encode({ typ: 'JWT', alg: 'RS256', x5c })}.${encode(claims)}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`
}

const readScope = (scope: string | null): Access[] =>
  (scope ?? '').split(' ').flatMap((word) => {
    const [type, name = '', actions = ''] = word.split(':')
    return type === 'repository' ? [{ type, name, actions: actions.split(',') }] : []
  })

const userOf = (authorization = ''): string | undefined =>
  authorization.startsWith('Basic ')
    ? Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':')[0]
    : undefined

/** Starts a token server whose tokens Debian's registry verifies; it ends with the test. */
export const startTokenServer = async (t: ExecutionContext): Promise<TokenServer> => {
  let signer = makeSigner()
  const server: TokenServer = {
    auth: {},
    asked: [],
    grant: (asked, user) => (user === undefined ? [] : asked),
    changeKey: () => {
      signer = makeSigner()
    },
    lifetime: 300,
    sign: (access) => signToken(signer, access, server.lifetime),
  }
  const host = await listen(
    t,
    createServer(({ url = '', headers }, response) => {
      const { searchParams } = new URL(url, 'http://localhost')
      const [service, scope] = [searchParams.get('service'), searchParams.get('scope')]
      const user = userOf(headers.authorization)
      server.asked.push({ service, scope, user })
      const token = server.sign(server.grant(readScope(scope), user))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }))
    }),
  )
  const trusted = { issuer: ISSUER, rootcertbundle: signer.certFile }
  server.auth = { token: { realm: `http://${host}/token`, service: SERVICE, ...trusted } }
  return server
}
