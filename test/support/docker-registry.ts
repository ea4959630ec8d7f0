import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './loopback.ts'

/** What the registry of Debian's package docker-registry does beyond storing images. */
export interface RegistrySetup {
  /** The section `auth` of its configuration: https://distribution.github.io/distribution/about/configuration/#auth */
  auth?: object
  /** Files in PEM: it speaks TLS. */
  tls?: { certificate: string; key: string }
  /** The value of `Authorization` with which it is asked here, for a method and a path. */
  authorize?: (method: string, path: string) => string
}

/** A blob or manifest that the registry has. */
export interface Pushed {
  digest: string
  size: number
  mediaType: string
}

/** A registry that runs on loopback. */
export interface DockerRegistry {
  /** Host and port. */
  host: string
  /** Where it stores blobs: `sha256/aa/aabb.../data`. */
  blobs: string
  /** Pushes a blob to a repository. Rejects if the registry refuses it. */
  pushBlob(repository: string, body: Buffer, mediaType: string): Promise<Pushed>
  /** Pushes a manifest to a repository, under a tag or its digest. Rejects if the registry refuses it. */
  pushManifest(repository: string, value: object, mediaType: string, tag?: string): Promise<Pushed>
  /** Ends it. */
  close(): void
}

/** Whether the registry is installed. */
export const hasDockerRegistry = (): boolean => spawnSync('docker-registry', ['--version']).error === undefined

/** Returns the digest of bytes. */
export const digestOf = (body: Buffer): string => `sha256:${createHash('sha256').update(body).digest('hex')}`

type Ask = (
  method: string,
  path: string,
  headers?: Record<string, string | number>,
  body?: Buffer,
) => Promise<IncomingMessage>

/** Returns a function that sends a request and waits for the end of the answer. */
const askerOf = (host: string, { tls, authorize }: RegistrySetup): Ask => {
  const base = `${tls === undefined ? 'http' : 'https'}://${host}`
  const ca = tls === undefined ? undefined : readFileSync(tls.certificate, 'utf8')
  return (method, path, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const url = new URL(path, base)
      const authorization = authorize?.(method, url.pathname)
      const all = { 'content-length': body?.length ?? 0, ...headers, ...(authorization ? { authorization } : {}) }
      const asked = (tls === undefined ? http : https).request(url, { method, headers: all, ca }, (answer) => {
        answer.resume()
        answer.on('end', () => resolve(answer))
      })
      asked.on('error', reject)
      asked.end(body)
    })
}

const expectCreated = ({ statusCode }: IncomingMessage, path: string): void => {
  if (statusCode !== 201) throw new Error(`docker-registry answers ${statusCode} for ${path}`)
}

/** Starts the registry with its data in a folder, and waits until it answers. */
export const startDockerRegistry = async (folder: string, setup: RegistrySetup = {}): Promise<DockerRegistry> => {
  const host = `127.0.0.1:${await freePort()}`
  const { auth, tls } = setup
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: host, ...(tls === undefined ? {} : { tls }) },
    ...(auth === undefined ? {} : { auth }),
  }
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config))
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' })
  const ask = askerOf(host, setup)
  const isUp = (): Promise<boolean> =>
    ask('GET', '/v2/').then(
      () => true,
      () => false,
    )
  for (let i = 0; !(await isUp()); i++) {
    if (i === 100) throw new Error('docker-registry does not start')
    await wait(100)
  }
  return {
    host,
    blobs: join(folder, 'data/docker/registry/v2/blobs'),
    pushBlob: async (repository, body, mediaType) => {
      const digest = digestOf(body)
      const { headers } = await ask('POST', `/v2/${repository}/blobs/uploads/`)
      const to = new URL(headers.location ?? '', `http://${host}`)
      to.searchParams.set('digest', digest)
      const type = { 'content-type': 'application/octet-stream' }
      expectCreated(await ask('PUT', `${to.pathname}${to.search}`, type, body), to.pathname)
      return { digest, size: body.length, mediaType }
    },
    pushManifest: async (repository, value, mediaType, tag) => {
      const body = Buffer.from(JSON.stringify(value))
      const path = `/v2/${repository}/manifests/${tag ?? digestOf(body)}`
      expectCreated(await ask('PUT', path, { 'content-type': mediaType }, body), path)
      return { digest: digestOf(body), size: body.length, mediaType }
    },
    close: () => void child.kill(),
  }
}
