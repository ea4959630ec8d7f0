import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import type { ImageLock, LockedImage } from '../../src/model.ts'
import { cleanEnvironment, PROGRAM } from '../support/streams.ts'
import { makeImages, missing, type RealImages } from './real-images.ts'

const note = missing.length === 0 ? '' : ` (not here: ${missing.join(', ')})`
const testHere = missing.length === 0 ? test.serial : test.serial.skip

let real: RealImages
let folder: string

test.before(async () => {
  if (missing.length > 0) return
  real = await makeImages()
  folder = mkdtempSync(join(tmpdir(), 'casehard-lock-'))
})

test.after.always(() => real?.close())

const podOf = (...images: string[]): string =>
  images
    .map(
      (image, i) =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: p${i}}\nspec: {containers: [{name: a, image: ${image}}]}\n`,
    )
    .join('---\n')

const casehard = (args: readonly string[], input: string) =>
  execa(process.execPath, [PROGRAM, 'images', ...args], {
    cwd: folder,
    env: { ...cleanEnvironment(), XDG_CACHE_HOME: join(folder, 'cache') },
    extendEnv: false,
    reject: false,
    input,
  })

const lockWith = async (image: string, out: string, ...args: string[]): Promise<LockedImage> => {
  const { exitCode, stderr } = await casehard(['lock', '-f', '-', '--out', out, ...args], podOf(image))
  if (exitCode !== 0) throw new Error(stderr)
  return (parse(readFileSync(join(folder, out), 'utf8')) as ImageLock).images[0] as LockedImage
}

testHere(`archives of docker save and of OCI say what the registry says${note}`, async (t) => {
  for (const image of ['layered', 'stepdown']) {
    const reference = real.push(image)
    const { config, files } = await lockWith(reference, `${image}.yaml`)
    t.truthy(files)
    for (const kind of ['docker-archive', 'oci-archive']) {
      const archive = join(folder, `${image}-${kind}.tar`)
      real.skopeo('copy', `oci:${real.layout}:${image}`, `${kind}:${archive}:${reference}`)
      const found = await lockWith(reference, `${image}-${kind}.yaml`, '--from', `${reference}=${archive}`)
      t.deepEqual(found.config, config, kind)
      t.deepEqual(found.files, files, kind)
    }
  }
})

testHere(`what skopeo prints of a configuration is read without layers${note}`, async (t) => {
  const reference = real.push('pgadmin')
  const { config, digest } = await lockWith(reference, 'pgadmin.yaml')
  const json = real.skopeo('inspect', '--tls-verify=false', '--config', `docker://${reference}`)
  writeFileSync(join(folder, 'pgadmin.json'), json)
  const from = `${reference}@${digest}=pgadmin.json`
  const found = await lockWith(reference, 'pgadmin-json.yaml', '--from', from)
  t.deepEqual(found.config, config)
  t.is(found.files, undefined)
})

/** Adds an image to an OCI layout whose layers are those of another one, compressed with zstd. */
const recompress = (layout: string, from: string, to: string): void => {
  const NAME = 'org.opencontainers.image.ref.name'
  const pathOf = (digest: string): string => join(layout, 'blobs', digest.replace(':', '/'))
  const add = (bytes: Buffer, mediaType: string) => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    writeFileSync(pathOf(digest), bytes)
    return { mediaType, digest, size: bytes.length }
  }
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))
  const { digest } = index.manifests.find(({ annotations }: { annotations: object }) =>
    Object.values(annotations).includes(from),
  )
  const manifest = JSON.parse(readFileSync(pathOf(digest), 'utf8'))
  manifest.layers = manifest.layers.map((layer: { digest: string }) =>
    add(
      execFileSync('zstd', ['-q', '-c'], { input: gunzipSync(readFileSync(pathOf(layer.digest))), maxBuffer: 1 << 28 }),
      'application/vnd.oci.image.layer.v1.tar+zstd',
    ),
  )
  const entry = add(Buffer.from(JSON.stringify(manifest)), manifest.mediaType)
  index.manifests.push({ ...entry, annotations: { [NAME]: to } })
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index))
}

testHere(`layers compressed with zstd are read${note}`, async (t) => {
  recompress(real.layout, 'layered', 'zstd')
  const reference = real.push('zstd')
  const raw = real.skopeo('inspect', '--tls-verify=false', '--raw', `docker://${reference}`)
  t.regex(raw, /tar\+zstd/)
  const { files } = await lockWith(real.push('layered'), 'gzip.yaml')
  t.deepEqual((await lockWith(reference, 'zstd.yaml')).files, files)
})

testHere(`a second run reads no layer, and changes nothing${note}`, async (t) => {
  const reference = real.push('sonarqube')
  await lockWith(reference, 'second.yaml')
  const before = readFileSync(join(folder, 'second.yaml'), 'utf8')
  const raw = real.skopeo('inspect', '--tls-verify=false', '--raw', `docker://${reference}`)
  for (const { digest } of JSON.parse(raw).layers) real.forget(digest)
  await lockWith(reference, 'second.yaml', '--today', '2031-01-01')
  t.is(readFileSync(join(folder, 'second.yaml'), 'utf8'), before)
  const cold = await casehard(['lock', '-f', '-', '--out', 'cold.yaml'], podOf(reference))
  t.is(cold.exitCode, 0, 'the cache serves other lock files, too')
})

testHere(`images check finds an image that is not locked, and with --online a tag that has moved${note}`, async (t) => {
  const moving = real.push('curl', [], 'team/moving:1')
  const { digest } = await lockWith(moving, 'casehard.images.yaml')
  const other = `${real.host}/team/other:1`
  const check = (...args: string[]) => casehard(['check', '-f', '-', ...args], podOf(moving, other))
  const offline = await check()
  t.deepEqual([offline.exitCode, offline.stdout], [1, `${other}: not in casehard.images.yaml`])
  t.is((await casehard(['check', '-f', '-', '--online'], podOf(moving))).exitCode, 0)
  real.push('tiny', [], 'team/moving:1')
  const online = await check('--online')
  t.is(online.exitCode, 1)
  t.regex(online.stdout, RegExp(`${moving}: has moved from ${digest} to sha256:[0-9a-f]{64}`))
})
