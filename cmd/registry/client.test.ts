import test from 'ava'
import {
  clientWith,
  digestOf,
  INDEX,
  LAYER,
  open,
  readAll,
  refusalOf,
  type StubRegistry,
  startRegistry,
} from './testing.ts'

const forPlatform = (architecture: string, variant?: string) => ({
  os: 'linux',
  architecture,
  ...(variant === undefined ? {} : { variant }),
})

/** Stores an index with an image for each platform, and an attestation. */
const putIndex = (registry: StubRegistry) => {
  const platforms = [
    forPlatform('arm64', 'v8'),
    forPlatform('arm', 'v6'),
    forPlatform('arm', 'v7'),
    forPlatform('amd64'),
  ]
  const entries = platforms.map((platform) => ({ ...registry.putImage({ config: platform }), platform }))
  const attestation = { ...registry.putImage({ config: {} }), platform: { os: 'unknown', architecture: 'unknown' } }
  const manifests = [attestation, ...entries]
  return { entries, index: registry.putManifest({ schemaVersion: 2, mediaType: INDEX, manifests }, INDEX, '1') }
}

test('a tag gives digest, configuration and layers, whose bytes are verified', async (t) => {
  const registry = await startRegistry(t)
  const layers = [Buffer.from('one'), Buffer.alloc(3_000_000, 7)]
  const { digest } = registry.putImage({
    config: { os: 'linux', architecture: 'amd64', config: { User: 'app' } },
    layers,
    tag: '1',
  })
  const image = await open(registry)
  t.is(image.digest, digest)
  t.is(image.manifest, undefined)
  t.is(image.platform, 'linux/amd64')
  t.like(image.config, { config: { User: 'app' } })
  t.deepEqual(
    image.layers,
    layers.map((layer) => ({ digest: digestOf(layer), size: layer.length, mediaType: LAYER })),
  )
  for (const [i, layer] of image.layers.entries()) t.deepEqual(await readAll(image.openLayer(layer)), layers[i])
})

for (const [platform, place, shown] of [
  ['linux/amd64', 3, 'linux/amd64'],
  ['linux/x86_64', 3, 'linux/amd64'],
  ['linux/arm64', 0, 'linux/arm64'],
  ['linux/arm/v7', 2, 'linux/arm'],
  ['linux/arm', 2, 'linux/arm'],
  ['linux/arm/v6', 1, 'linux/arm/v6'],
  ['linux/arm/v8', 2, 'linux/arm'],
] as const) {
  test(`an index gives ${platform} its manifest`, async (t) => {
    const registry = await startRegistry(t)
    const { entries, index } = putIndex(registry)
    const image = await open(registry, 'team/app:1', clientWith({ platform }))
    t.is(image.digest, index.digest)
    t.is(image.manifest, entries[place]?.digest)
    t.is(image.platform, shown)
  })
}

test('an index without the platform is refused with those that it has', async (t) => {
  const registry = await startRegistry(t)
  putIndex(registry)
  for (const platform of ['linux/arm/v5', 'windows/amd64']) {
    t.is(
      await refusalOf(t, open(registry, 'team/app:1', clientWith({ platform }))),
      `HOST/team/app:1: there is no image for ${platform}; there is linux/arm64, linux/arm/v6, linux/arm, linux/amd64; choose one with --platform`,
    )
  }
})

test('an image without an index is refused for another platform', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ config: forPlatform('arm64'), tag: '1' })
  t.is(
    await refusalOf(t, open(registry)),
    'HOST/team/app:1: the image is for linux/arm64 only, not for linux/amd64; choose it with --platform',
  )
})
