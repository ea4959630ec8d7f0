import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { serveLayout } from './registry.ts'
import { addUnknownNames, readIndex, renameImages } from './renamed.ts'

const NAME = 'org.opencontainers.image.ref.name'

/** An OCI layout with one manifest under these names; returns its folder and the digest. */
const layoutWith = (t: ExecutionContext, names: readonly string[]): { layout: string; digest: string } => {
  const layout = mkdtempSync(join(tmpdir(), 'casehard-layout-'))
  t.teardown(() => rmSync(layout, { recursive: true }))
  const manifest = JSON.stringify({ mediaType: 'application/vnd.oci.image.manifest.v1+json', layers: [] })
  const digest = createHash('sha256').update(manifest).digest('hex')
  mkdirSync(join(layout, 'blobs', 'sha256'), { recursive: true })
  writeFileSync(join(layout, 'blobs', 'sha256', digest), manifest)
  const manifests = names.map((name) => ({ digest: `sha256:${digest}`, annotations: { [NAME]: name } }))
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  return { layout, digest: `sha256:${digest}` }
}

const NAMES = ['registry.k8s.io/pause:3.10', 'docker.io/library/redis:7.0', 'quay.io/coreos/etcd:v3.5.0']

test('every image but those of the cluster gets one more name, however often it is done', (t) => {
  const { layout, digest } = layoutWith(t, NAMES)
  const names = addUnknownNames(layout)
  t.deepEqual(addUnknownNames(layout), names)
  const added = ['registry.test/team/a1:1', 'registry.test/team/a2:1']
  t.deepEqual([...names.values()], added)
  t.deepEqual(readIndex(layout), new Map([...NAMES, ...added].map((name) => [name, digest])))
})

test('a manifest gets the new names, whatever tag it asks for, and an image without one is refused', (t) => {
  const names = addUnknownNames(layoutWith(t, NAMES).layout)
  const manifest = 'containers:\n- image: redis:6\n- {name: a, image: quay.io/coreos/etcd, command: [a]}\n'
  const renamed =
    'containers:\n- image: registry.test/team/a1:1\n- {name: a, image: registry.test/team/a2:1, command: [a]}\n'
  t.is(renameImages(manifest, names), renamed)
  t.throws(() => renameImages('image: nginx', names), { message: 'there is no image nginx' })
})

test('a layout is served under its new names', async (t) => {
  const { layout, digest } = layoutWith(t, NAMES)
  addUnknownNames(layout)
  const { proxy, close } = await serveLayout(layout)
  t.teardown(close)
  const get = (path: string): Promise<Response> => fetch(`${proxy}/v2/${path}`)
  const found = await get('team/a1/manifests/1')
  t.is(found.headers.get('docker-content-digest'), digest)
  t.is((await get('team/a1/manifests/2')).status, 404)
  t.is(await (await get(`team/a1/blobs/${digest}`)).text(), await found.text())
})
