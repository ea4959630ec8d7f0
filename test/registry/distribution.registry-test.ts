import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openImage } from '../../cmd/registry/client.ts'
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
import { type DockerRegistry, startDockerRegistry } from '../support/docker-registry.ts'

const missing = ['docker-registry', 'htpasswd'].filter(
  (program) => spawnSync(program, ['--version']).error !== undefined,
)

/** Skips visibly where the registry is not installed. */
const testHere = missing.length === 0 ? test : test.skip

const note = missing.length === 0 ? '' : ` (not installed: ${missing.join(', ')})`

const PASSWORD = 'a password for a test'

const AUTHORIZATION = `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`

/** Starts a registry with TLS that asks for a password. */
const startWithPassword = async (t: ExecutionContext): Promise<DockerRegistry & { certFile: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
  const { certFile } = makeCertificate()
  const passwords = join(folder, 'htpasswd')
  writeFileSync(passwords, execFileSync('htpasswd', ['-Bbn', 'ann', PASSWORD]))
  const registry = await startDockerRegistry(folder, {
    auth: { htpasswd: { realm: 'test', path: passwords } },
    tls: { certificate: certFile, key: join(certFile, '../key.pem') },
    authorize: () => AUTHORIZATION,
  })
  t.teardown(registry.close)
  return { ...registry, certFile }
}

testHere(`distribution serves an index with TLS and a password${note}`, async (t) => {
  const { host, certFile, pushBlob, pushManifest } = await startWithPassword(t)
  const repository = 'team/app'
  const layer = Buffer.from('layer '.repeat(300_000))
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config: { User: 'app' } }))
  const parts = {
    config: await pushBlob(repository, config, CONFIG),
    layers: [await pushBlob(repository, layer, LAYER)],
  }
  const entry = await pushManifest(repository, { schemaVersion: 2, mediaType: MANIFEST, ...parts }, MANIFEST)
  const platform = { os: 'linux', architecture: 'amd64' }
  const manifests = [{ ...entry, platform }]
  const index = await pushManifest(repository, { schemaVersion: 2, mediaType: INDEX, manifests }, INDEX, '1')

  t.regex(await refusalOf(t, openImage(`${host}/team/app:1`, clientWith({ caFile: certFile }))), /asks for a login/)
  const file = join(mkdtempSync(join(tmpdir(), 'casehard-')), 'auth.json')
  const auth = Buffer.from(`ann:${PASSWORD}`).toString('base64')
  writeFileSync(file, JSON.stringify({ auths: { [host]: { auth } } }))
  const client = clientWith({ caFile: certFile, env: { REGISTRY_AUTH_FILE: file } })
  const image = await openImage(`${host}/team/app:1`, client)
  t.like(image, {
    digest: index.digest,
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
