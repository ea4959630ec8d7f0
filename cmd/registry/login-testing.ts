import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SECRET, type StubRegistry } from './testing.ts'

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

export const BASIC = `Basic ${base64(`ann:${SECRET}`)}`

export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'casehard-'))

/** Writes a file as JSON and returns its path. */
export const writeJson = (path: string, value: unknown): string => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify(value))
  return path
}

/** Returns variables with a file of credentials. */
export const authFile = (value: unknown): { REGISTRY_AUTH_FILE: string } => ({
  REGISTRY_AUTH_FILE: writeJson(join(makeFolder(), 'auth.json'), value),
})

export const LOGIN = { auth: base64(`ann:${SECRET}`) }

/** Writes helper programs and returns variables with their folder on the PATH and a file of credentials. */
export const helpers = (programs: Record<string, string>, file: unknown): Record<string, string> => {
  const folder = makeFolder()
  for (const [name, body] of Object.entries(programs)) {
    const path = join(folder, `docker-credential-${name}`)
    writeFileSync(path, `#!/bin/sh\n${body}\n`)
    chmodSync(path, 0o755)
  }
  return { PATH: `${folder}:${process.env.PATH}`, ...authFile(file) }
}

/** Asks for a password. */
export const demandBasic = (registry: StubRegistry, accepted = BASIC): void => {
  registry.intercept = ({ headers }, response) => {
    if (headers.authorization === accepted) return false
    response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end()
    return true
  }
}

/** What a token server was asked. */
interface TokenRequest {
  method: string | undefined
  path: string
  query: URLSearchParams
  authorization: string | undefined
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/** Asks for a token, which the registry itself gives at /token. */
export const demandToken = (
  registry: StubRegistry,
  tokenFor: (request: TokenRequest) => object | number,
): TokenRequest[] => {
  const requests: TokenRequest[] = []
  registry.intercept = (request, response) => {
    const { url = '', method, headers } = request
    if (url.startsWith('/token')) {
      void bodyOf(request).then((body) => {
        const query = new URLSearchParams(method === 'POST' ? body : url.split('?')[1])
        const asked = { method, path: url.split('?')[0] ?? '', query, authorization: headers.authorization }
        requests.push(asked)
        const answer = tokenFor(asked)
        if (typeof answer === 'number') response.writeHead(answer).end(SECRET)
        else response.end(JSON.stringify(answer))
      })
      return true
    }
    if (headers.authorization === 'Bearer good') return false
    const challenge = `Bearer realm="http://${registry.host}/token",service="the registry",scope="repository:team/app:pull"`
    response.writeHead(401, { 'www-authenticate': challenge }).end()
    return true
  }
  return requests
}
