import test from 'ava'
import type { ImageFacts } from '../../src/model.ts'
import { withAdditions } from './add.ts'
import type { Addition } from './addition.ts'
import type { ChartImage } from './charts.ts'
import { factsOf, type Knowledge } from './facts.ts'

const SUMMARY: ChartImage['summary'] = {
  runAsUser: ['1001'],
  runAsGroup: ['1001'],
  fsGroup: ['1001'],
  readOnlyRootFilesystem: ['True'],
  capAdd: [],
  writablePathsUnion: ['/tmp', '/opt/bitnami/app/tmp'],
  writablePathsCommon: [],
  pvcPaths: [],
  hostPaths: [],
  privileged: false,
}

const charts = (...images: [image: string, summary: Partial<ChartImage['summary']>][]): Knowledge['charts'] => ({
  meta: { sources: { shop: { repo: 'shop/charts', commit: '0123456789abcdef' } } },
  images: images.map(([image, summary]) => ({ image, charts: ['shop'], summary: { ...SUMMARY, ...summary } })),
})

const built = (image: string, facts: Partial<Knowledge['dockerfiles'][number]>): Knowledge['dockerfiles'][number] => ({
  image,
  status: 'verified',
  source: ['shop/app@0123456789abcdef:build/Dockerfile', 'shop/app@0123456789abcdef:start.sh'],
  ...facts,
})

/** The entry that is made of the build files and charts of one image. */
const made = (knowledge: Partial<Knowledge>): Partial<ImageFacts> | undefined =>
  Object.values(factsOf({ dockerfiles: [], charts: charts(), bitnami: charts(), ...knowledge }))
    .flat()
    .find(({ image }) => /\/app$/.test(image))

test('an entry from build files keeps ids, conditions and the date of its file, and its reasons are in our words', (t) => {
  const entry = built('docker.io/shop/app', {
    mirrors: ['ghcr.io/shop/app'],
    stored: '2024',
    imageUser: 'app:root',
    imageUserId: 7,
    imageGroupId: 0,
    group: 0,
    user: 7,
    groupZero: true,
    entrypoint: 'as root: chowns /data, then gosu app',
    writable: [
      { path: '/data/', data: true, why: 'files' },
      { path: '/conf', whenEnv: 'APP_CONF' },
      { path: '/tmp', unsourced: true },
    ],
  })
  t.deepEqual(made({ dockerfiles: [entry] }), {
    image: 'docker.io/shop/app',
    mirrors: ['ghcr.io/shop/app'],
    status: 'verified',
    source: 'shop/app@01234567',
    stored: '2024',
    imageUser: 'app:root',
    imageUserId: 7,
    imageGroupId: 0,
    user: 7,
    groupZero: true,
    entrypoint: 'changes the owners of its files, steps down to its own user',
    writable: [
      { path: '/conf', whenEnv: 'APP_CONF' },
      { path: '/data', data: true },
      { path: '/tmp', unsourced: true },
    ],
  })
})

test('a reason to be root without a phrase is refused', (t) => {
  t.like(made({ dockerfiles: [built('docker.io/shop/app', { root: 'runs dockerd', user: 5 })] }), {
    root: 'it runs the Docker daemon',
    user: undefined,
  })
  t.throws(() => made({ dockerfiles: [built('docker.io/shop/app', { root: 'feels like it' })] }), {
    message: 'no phrase for the reason to be root: feels like it',
  })
})

test('build files win over charts, which add what build files do not say', (t) => {
  const seen = charts(['shop/app', { runAsUser: ['472'], writablePathsUnion: ['/var/app', '/tmp'] }])
  t.like(made({ charts: seen, dockerfiles: [built('docker.io/shop/app', { imageUser: 10, user: 10 })] }), {
    user: 10,
    group: undefined,
    readOnlyRoot: true,
    writable: [{ path: '/tmp' }, { path: '/var/app' }],
    source: 'shop/app@01234567, shop/charts@01234567',
  })
  t.is(made({ charts: seen, dockerfiles: [built('docker.io/shop/app', { imageUser: 0 })] })?.user, 472)
})

test('that charts run an image as root is no need of an image that is built for another user', (t) => {
  const seen = charts(['shop/app', { runAsUser: 0 }])
  t.is(made({ charts: seen })?.root, 'the charts that use it run it as root')
  t.is(made({ charts: seen, dockerfiles: [built('docker.io/shop/app', { imageUser: 65534 })] })?.root, undefined)
})

test("Bitnami's charts show ids and paths that its build files do not", (t) => {
  const dockerfiles = [built('docker.io/bitnamilegacy/app', { imageUser: 0, stored: '2025', writable: [] })]
  t.like(made({ bitnami: charts(['docker.io/bitnami/app', {}]), dockerfiles }), {
    image: 'docker.io/bitnami/app',
    imageUser: 0,
    user: 1001,
    writable: [{ path: '/opt/bitnami/app/tmp' }, { path: '/tmp' }],
  })
})

test('an addition adds to the entries of its image, or makes one for a family', (t) => {
  const entries: ImageFacts[] = [
    {
      image: 'docker.io/shop/app',
      status: 'verified',
      source: 'a/b@01234567',
      apiToken: true,
      writable: [{ path: '/conf' }],
    },
  ]
  const source = ['shop/docs@89abcdef01234567:memory.md', 'https://docs.shop.example/memory']
  const printed = 'shop/docs@89abcdef, https://docs.shop.example/memory'
  const additions: Addition[] = [
    {
      images: ['docker.io/shop/app'],
      source,
      facts: { memory: '2Gi' },
      unset: 'apiToken',
      writable: [{ path: '/conf', seeded: true }],
    },
    { images: ['docker.io/shop/more'], source, from: 'docker.io/shop/app', facts: { user: 5 } },
    { images: ['docker.io/shop/*'], source, isNew: 'observed', facts: { imageUser: 0 } },
    { images: ['docker.io/shop/none'], source, facts: { user: 5 } },
  ]
  const app = { status: 'verified' as const, memory: '2Gi', writable: [{ path: '/conf', seeded: true as const }] }
  t.deepEqual(withAdditions(entries, additions), [
    { image: 'docker.io/shop/app', source: `a/b@01234567, ${printed}`, ...app },
    { image: 'docker.io/shop/more', source: `${printed}, a/b@01234567`, user: 5, ...app },
    { image: 'docker.io/shop/*', status: 'observed', source: printed, imageUser: 0 },
  ])
})
