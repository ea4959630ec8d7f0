import test from 'ava'
import { CONFIG, clientWith, digestOf, INDEX, MANIFEST, open, readAll, refusalOf, startRegistry } from './testing.ts'

test('a manifest of schema 1 is refused by name', async (t) => {
  const registry = await startRegistry(t)
  const type = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
  registry.putManifest({ schemaVersion: 1, fsLayers: [], history: [] }, type, '1')
  t.regex(
    await refusalOf(t, open(registry)),
    /its manifest is of Docker schema 1, .*; pull, tag and push the image again/,
  )
})

test('a Helm chart, a signature and an artifact without a configuration are refused by their type', async (t) => {
  const registry = await startRegistry(t)
  const config = (mediaType: string) => registry.putBlob(Buffer.from('{}'), mediaType)
  const signature = registry.putBlob(Buffer.from('x'), 'application/vnd.dev.cosign.simplesigning.v1+json')
  const cases: [object, string][] = [
    [
      { config: config('application/vnd.cncf.helm.config.v1+json'), layers: [] },
      'application/vnd.cncf.helm.config.v1+json',
    ],
    [{ config: config(CONFIG), layers: [signature] }, 'application/vnd.dev.cosign.simplesigning.v1+json'],
    [
      { artifactType: 'application/x\u001b[31m', config: config('application/vnd.oci.empty.v1+json'), layers: [] },
      'application/x\\u{1b}[31m',
    ],
  ]
  for (const [manifest, type] of cases) {
    registry.putManifest({ schemaVersion: 2, mediaType: MANIFEST, ...manifest }, MANIFEST, '1')
    t.is(
      await refusalOf(t, open(registry)),
      `HOST/team/app:1: it is an artifact of type ${type}, not an image; name a container image`,
    )
  }
})

test('what is an index and an image at once, and what is neither, is refused', async (t) => {
  const registry = await startRegistry(t)
  registry.putManifest({ schemaVersion: 2, manifests: [], layers: [] }, INDEX, '1')
  t.regex(await refusalOf(t, open(registry)), /both an index and an image/)
  registry.putManifest({ schemaVersion: 2 }, MANIFEST, '1')
  t.regex(await refusalOf(t, open(registry)), /neither layers nor manifests/)
  registry.putManifest([], MANIFEST, '1')
  t.regex(await refusalOf(t, open(registry)), /the manifest is not a JSON object/)
  registry.putManifest({ config: { digest: 'sha256:../../x', size: 1 }, layers: [] }, MANIFEST, '1')
  t.regex(await refusalOf(t, open(registry)), /the configuration has no digest that can be verified/)
})

test('content with another digest is refused: manifest, configuration and layer', async (t) => {
  const registry = await startRegistry(t)
  const layer = Buffer.from('a layer')
  const { digest } = registry.putImage({ layers: [layer], tag: '1' })
  const image = await open(registry)
  const replace = (part: string, body: string) => {
    registry.intercept = ({ url = '' }, response) => {
      if (!url.includes(part)) return false
      response.end(body)
      return true
    }
  }
  replace('/manifests/', '{"schemaVersion":2}')
  t.regex(
    await refusalOf(t, open(registry, `team/app@${digest}`)),
    /the content of the image does not have the digest sha256:/,
  )
  replace(image.configDigest, '{"config":{"User":"app"}}')
  t.regex(await refusalOf(t, open(registry)), /the content of the configuration does not have the digest sha256:/)
  replace(digestOf(layer), 'a lAyer')
  t.regex(
    await refusalOf(t, readAll(image.openLayer(image.layers[0] as (typeof image.layers)[0]))),
    /the content of the layer sha256:\w+ does not have the digest sha256:\w+; .*do not use this image$/,
  )
})

test('a digest that the registry says for a tag has to be that of the manifest', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ tag: '1' })
  registry.intercept = (_, response) => {
    response.setHeader('docker-content-digest', digestOf(Buffer.from('else')))
    return false
  }
  t.regex(await refusalOf(t, open(registry)), /the content of the image does not have the digest/)
})

test('a manifest above 4 MiB and a layer above the limit are refused', async (t) => {
  const registry = await startRegistry(t)
  registry.putImage({ layers: [Buffer.alloc(2_500_000)], tag: '1' })
  const image = await open(registry, 'team/app:1', clientWith({ largestLayer: 2e6 }))
  const before = registry.asked.length
  t.regex(
    await refusalOf(t, readAll(image.openLayer(image.layers[0] as (typeof image.layers)[0]))),
    /the layer sha256:\w+ has 3 MB, more than the limit of 2 MB; read only the configuration with --config-only$/,
  )
  t.is(registry.asked.length, before)
  registry.putManifest({ text: 'x'.repeat(2 ** 22) }, MANIFEST, '1')
  t.regex(await refusalOf(t, open(registry)), /the answer is larger than 4 MiB/)
})

test('a layer that is longer than its manifest says is refused before its end', async (t) => {
  const registry = await startRegistry(t)
  const layer = Buffer.alloc(100_000, 1)
  registry.putImage({ layers: [layer], tag: '1' })
  const image = await open(registry)
  registry.intercept = (_, response) => {
    response.writeHead(200)
    const more = (): void => void response.write(layer, more)
    more()
    return true
  }
  t.regex(
    await refusalOf(t, readAll(image.openLayer(image.layers[0] as (typeof image.layers)[0]))),
    /has more than the 100000 bytes of its manifest/,
  )
})

test('a reference that is not valid is refused, and nothing is asked', async (t) => {
  const registry = await startRegistry(t)
  const pin = 'sha256:abc'
  for (const name of [
    'Team/app',
    'team/../app',
    'team/app:a b',
    `team/app@${pin}`,
    'team/app?x=1',
    'team//app',
    'a@b@c',
  ]) {
    t.regex(await refusalOf(t, open(registry, name)), /of the reference is not valid; write it as HOST\/PATH:TAG/)
  }
  t.deepEqual(registry.asked, [])
})

test('an image that the registry does not have is named, and so is the next step', async (t) => {
  const registry = await startRegistry(t)
  t.is(
    await refusalOf(t, open(registry)),
    'HOST/team/app:1: the registry does not have the image; check the name and the tag, or log in, e.g. with "docker login HOST": some registries hide what needs one',
  )
})

test('a platform that is not valid is refused', (t) => {
  t.throws(() => clientWith({ platform: 'amd64' }), { message: 'the platform is not valid' })
})
