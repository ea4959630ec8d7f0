import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { openImage } from '../../cmd/registry/client.ts'
import { send } from '../../cmd/registry/http.ts'
import {
  CONFIG,
  clientWith,
  INDEX,
  LAYER,
  MANIFEST,
  makeCertificate,
  readAll,
  refusalOf,
} from '../../cmd/registry/testing.ts'
import { freePort } from '../support/loopback.ts'

const missing = ['docker-registry', 'htpasswd'].filter(
  (program) => spawnSync(program, ['--version']).error !== undefined,
)

/** Skips visibly where the registry is not installed. */
const testHere = missing.length === 0 ? test : test.skip

const note = missing.length === 0 ? '' : ` (not installed: ${missing.join(', ')})`

const PASSWORD = 'a password for a test'

/** A registry with TLS that asks for a password. */
interface Registry {
  host: string
  certFile: string
  /** Sends a body with the password, and fails unless the registry takes it. */
  put(path: string, type: string, body: Buffer): Promise<void>
  /** Pushes a blob and returns its descriptor. */
  push(body: Buffer, mediaType: string): Promise<{ digest: string; size: number; mediaType: string }>
}

const AUTHORIZATION = `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`

const digestOf = (body: Buffer): string => `sha256:${createHash('sha256').update(body).digest('hex')}`

const startDistribution = async (t: ExecutionContext): Promise<Registry> => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
  const { certFile, cert } = makeCertificate()
  const host = `127.0.0.1:${await freePort()}`
  const passwords = join(folder, 'htpasswd')
  writeFileSync(passwords, execFileSync('htpasswd', ['-Bbn', 'ann', PASSWORD]))
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: host, tls: { certificate: certFile, key: join(certFile, '../key.pem') } },
    auth: { htpasswd: { realm: 'test', path: passwords } },
  }
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config))
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' })
  t.teardown(() => void child.kill())
  const connection = { ca: [cert], idle: 5000 }
  const ask = (url: string, method: string, headers = {}, body?: string) => {
    const request = { method: method as 'POST', headers: { authorization: AUTHORIZATION, ...headers } }
    return send(new URL(url, `https://${host}`), body === undefined ? request : { ...request, body }, connection)
  }
  const isUp = () =>
    ask('/v2/', 'GET').then(
      ({ statusCode }) => statusCode === 200,
      () => false,
    )
  for (let i = 0; !(await isUp()); i++) {
    if (i === 100) throw new Error('docker-registry does not start')
    await wait(100)
  }
  const put = async (path: string, type: string, body: Buffer): Promise<void> => {
    const answer = await ask(path, 'PUT', { 'content-type': type }, body.toString())
    answer.resume()
    t.is(answer.statusCode, 201, path)
  }
  const push = async (body: Buffer, mediaType: string) => {
    const { headers } = await ask('/v2/team/app/blobs/uploads/', 'POST', { 'content-length': '0' })
    const url = new URL(headers.location ?? '', `https://${host}`)
    url.searchParams.set('digest', digestOf(body))
    await put(url.href, 'application/octet-stream', body)
    return { digest: digestOf(body), size: body.length, mediaType }
  }
  return { host, certFile, put, push }
}

testHere(`distribution serves an index with TLS and a password${note}`, async (t) => {
  const { host, certFile, put, push } = await startDistribution(t)
  const layer = Buffer.from('layer '.repeat(300_000))
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: { User: 'app' } }))
  const parts = { config: await push(config, CONFIG), layers: [await push(layer, LAYER)] }
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, ...parts }))
  const entry = { digest: digestOf(manifest), size: manifest.length, mediaType: MANIFEST }
  const platform = { os: 'linux', architecture: 'amd64' }
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [{ ...entry, platform }] }))
  await put(`/v2/team/app/manifests/${entry.digest}`, MANIFEST, manifest)
  await put('/v2/team/app/manifests/1', INDEX, index)

  t.regex(await refusalOf(t, openImage(`${host}/team/app:1`, clientWith({ caFile: certFile }))), /asks for a login/)
  const file = join(mkdtempSync(join(tmpdir(), 'casehard-')), 'auth.json')
  const auth = Buffer.from(`ann:${PASSWORD}`).toString('base64')
  writeFileSync(file, JSON.stringify({ auths: { [host]: { auth } } }))
  const client = clientWith({ caFile: certFile, env: { REGISTRY_AUTH_FILE: file } })
  const image = await openImage(`${host}/team/app:1`, client)
  t.like(image, {
    digest: digestOf(index),
    manifest: entry.digest,
    platform: 'linux/amd64',
    config: { config: { User: 'app' } },
  })
  const [part] = image.layers
  t.deepEqual(part, parts.layers[0])
  if (part !== undefined) t.true((await readAll(image.openLayer(part))).equals(layer))
  t.regex(
    await refusalOf(t, openImage(`${host}/team/app:2`, client)),
    /the registry does not have the image; check the name and the tag$/,
  )
})
