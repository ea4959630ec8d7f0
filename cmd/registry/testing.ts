import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { processIo } from '../io/process-io.ts'
import type { RegistryIo } from './certificates.ts'
import { type Client, type ClientSettings, createClient, openImage } from './client.ts'
import { RegistryError } from './errors.ts'

export const INDEX = 'application/vnd.oci.image.index.v1+json'
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const CONFIG = 'application/vnd.oci.image.config.v1+json'
export const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

/** A secret of the tests, which no message may contain. */
export const SECRET = 'open-sesame-4711'

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean | undefined

/** A registry on the loopback interface, with what it was asked. */
export interface StubRegistry {
  /** Host and port. */
  host: string
  /** Paths that were asked for, in order. */
  asked: string[]
  /** The value of `Authorization` for each of them. */
  logins: (string | undefined)[]
  ranges: (string | undefined)[]
  /** Stores a blob, and returns its descriptor. */
  putBlob(bytes: Uint8Array, mediaType: string): { digest: string; size: number; mediaType: string }
  /** Stores a manifest by its digest and by a tag, and returns its descriptor. */
  putManifest(value: object, mediaType: string, tag?: string): { digest: string; size: number; mediaType: string }
  /** Stores an image, and returns the descriptor of its manifest. */
  putImage(setup?: { config?: object; layers?: Uint8Array[]; tag?: string }): {
    digest: string
    size: number
    mediaType: string
  }
  /** Answers requests before the stored content does; returns true for what it has answered. */
  intercept: Handler
}

/** Lets a server listen on loopback until the test ends; returns host and port. */
export const listen = async (t: ExecutionContext, server: http.Server): Promise<string> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Writes a key and a certificate for 127.0.0.1 and registry.test that signs itself. */
export const makeCertificate = (): { cert: string; key: string; certFile: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const names = 'subjectAltName=IP:127.0.0.1,DNS:registry.test'
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const args = [
    'req',
    '-x509',
    ...kind,
    '-keyout',
    key,
    '-out',
    cert,
    '-days',
    '2',
    '-subj',
    '/CN=test',
    '-addext',
    names,
  ]
  execFileSync('openssl', args, { stdio: 'ignore' })
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8'), certFile: cert }
}

/** Starts a registry in this process, which ends with the test. */
export const startRegistry = async (
  t: ExecutionContext,
  tls?: { cert: string; key: string },
): Promise<StubRegistry> => {
  const stored = new Map<string, { type: string; body: Uint8Array }>()
  const registry: StubRegistry = {
    host: '',
    asked: [],
    logins: [],
    ranges: [],
    intercept: () => false,
    putBlob: (body, mediaType) => {
      stored.set(`blobs/${digestOf(body)}`, { type: 'application/octet-stream', body })
      return { digest: digestOf(body), size: body.length, mediaType }
    },
    putManifest: (value, mediaType, tag) => {
      const body = Buffer.from(JSON.stringify(value))
      for (const name of [digestOf(body), tag]) stored.set(`manifests/${name}`, { type: mediaType, body })
      return { digest: digestOf(body), size: body.length, mediaType }
    },
    putImage: ({ config = { os: 'linux', architecture: 'amd64' }, layers = [], tag } = {}) => {
      const manifest = {
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: registry.putBlob(Buffer.from(JSON.stringify(config)), CONFIG),
        layers: layers.map((layer) => registry.putBlob(layer, LAYER)),
      }
      return registry.putManifest(manifest, MANIFEST, tag)
    },
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '', headers } = request
    registry.asked.push(url)
    registry.logins.push(headers.authorization)
    registry.ranges.push(headers.range)
    if (registry.intercept(request, response)) return
    const found = stored.get(/(?:manifests|blobs)\/[^/]+$/.exec(url)?.[0] ?? '')
    if (found === undefined) response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}')
    else response.writeHead(200, { 'content-type': found.type, 'content-length': found.body.length }).end(found.body)
  }
  registry.host = await listen(t, tls === undefined ? http.createServer(answer) : https.createServer(tls, answer))
  return registry
}

/**
 * Returns an io with the disk and the programs of this process, and only the given variables; home is an empty folder.
 * Programs in the first folder of `PATH` are found, too.
 */
export const ioWith = (env: Record<string, string> = {}): RegistryIo => {
  const io = processIo()
  const [folder = ''] = env.PATH?.split(':') ?? []
  return {
    ...io,
    env: { HOME: mkdtempSync(join(tmpdir(), 'casehard-home-')), ...env },
    spawn: ([name = '', ...args], mode) => {
      const path = join(folder, name)
      return io.spawn([folder !== '' && io.exists(path) ? path : name, ...args], mode)
    },
  }
}

/** Creates a client for linux/amd64 that does not wait; `waits` collects the milliseconds that it would have waited. */
export const clientWith = (
  settings: Partial<ClientSettings> & { env?: Record<string, string>; waits?: number[] } = {},
): Client => {
  const { env, waits, ...rest } = settings
  const sleep = async (milliseconds: number): Promise<void> => void waits?.push(milliseconds)
  return createClient(ioWith(env), { platform: 'linux/amd64', sleep, ...rest })
}

/** Reads an asynchronous list of bytes to its end. */
export const readAll = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

/** Returns the message with which a promise is rejected, without the ports of tests; fails unless it is a `RegistryError`. */
export const refusalOf = async (t: ExecutionContext, promise: Promise<unknown>): Promise<string> => {
  const error = await t.throwsAsync(promise, { instanceOf: RegistryError })
  t.true(error.nextStep.length > 0)
  t.false(error.message.includes(SECRET), 'a message contains a secret')
  return error.message.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
}

/** Opens an image of a registry. */
export const open = (registry: StubRegistry, name = 'team/app:1', client = clientWith()) =>
  openImage(`${registry.host}/${name}`, client)
