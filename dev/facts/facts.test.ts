import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { parse } from 'yaml'
import { builtinImages, readFacts } from '../../cmd/run/configuration.ts'
import { imageFactsSchema } from '../../src/config/schema/images.ts'
import { findFacts } from '../../src/evidence/image/facts.ts'
import type { ImageFacts } from '../../src/model.ts'
import type { ChartImage } from './charts.ts'
import { factFiles, factsOf, KNOWLEDGE, type Knowledge } from './facts.ts'
import { sortKey } from './print.ts'

const FOLDER = join('profiles', 'images')
const files = readdirSync(FOLDER)
const textOf = (file: string): string => readFileSync(join(FOLDER, file), 'utf8')
const imagesOf = (file: string): ImageFacts[] => (parse(textOf(file)) as { images: ImageFacts[] }).images
const all = readFacts()
const find = (reference: string) => findFacts({ images: [], catalog: builtinImages() }, reference)

test('every file of facts fits the schema and names its sources', (t) => {
  const isValid = new Ajv2020({ strict: true }).compile(imageFactsSchema)
  t.deepEqual(files.sort(), ['bitnami.yaml', 'charts.yaml', 'dockerfiles.yaml'])
  for (const file of files) {
    t.true(isValid(parse(textOf(file))), `${file}: ${JSON.stringify(isValid.errors)}`)
    t.regex(textOf(file), /^#.*:\n(?:# {3}\S.*\n)+# Written by `npm run facts`\.\n/)
  }
})

test('every entry is verified or observed and has a source with a commit, a file or charts', (t) => {
  for (const { image, status, source = '' } of all) {
    t.true(['verified', 'observed'].includes(status), image)
    t.regex(source, /@[0-9a-f]{8}|^charts |[\w-]+\/[\w-]+ |^[\w.]+: /, image)
    t.false(source.includes('@HEAD'), image)
  }
})

test('the entries of a file are in order, and no image has two for one range of tags', (t) => {
  for (const file of files) {
    const keys = imagesOf(file).map(sortKey)
    t.deepEqual(keys, [...new Set(keys)].sort(), file)
  }
  const keys = all.flatMap((facts) =>
    [facts.image, ...(facts.mirrors ?? [])].map((image) => sortKey({ ...facts, image })),
  )
  t.is(new Set(keys).size, keys.length)
})

test('no facts of a Bitnami image reach another, nor the other way round', (t) => {
  const isBitnami = ({ image }: ImageFacts) => image.startsWith('docker.io/bitnami/')
  t.true(imagesOf('bitnami.yaml').every(isBitnami))
  for (const file of files.filter((name) => name !== 'bitnami.yaml')) t.false(imagesOf(file).some(isBitnami), file)
  for (const facts of all.filter(({ image, tags }) => !image.includes('*') && tags === undefined)) {
    const [, ...path] = facts.image.split('/')
    const found = find(`mirror.example/${path.join('/')}`)
    if (path.length > 1) t.is(found !== undefined && isBitnami(found.facts), isBitnami(facts), facts.image)
    const bitnami = facts.writable?.filter((entry) => /^(?:\/opt)?\/bitnami(?:\/|$)/.test(entry.path)) ?? []
    if (!isBitnami(facts)) t.deepEqual(bitnami, [], facts.image)
  }
})

test('each name of a built-in image is one that matching looks for', (t) => {
  for (const { image, mirrors = [] } of all.filter((facts) => facts.tags === undefined && !facts.image.includes('*')))
    for (const name of [image, ...mirrors]) t.is(find(name)?.facts.image, image, name)
})

test('facts are sound: no user where root is needed, no path twice, no low port that is none', (t) => {
  for (const { image, user, root, writable = [], lowPorts = [], group, fsGroup } of all) {
    t.false(user !== undefined && root !== undefined, image)
    t.false(user === undefined && (group !== undefined || fsGroup !== undefined), image)
    const paths = writable.map(({ path }) => path)
    t.deepEqual(paths, [...new Set(paths)].sort(), image)
    t.true(
      paths.every((path) => !/.\/$/.test(path)),
      image,
    )
    t.true(
      lowPorts.every((port) => port < 1024),
      image,
    )
  }
})

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

const testWhereKnown = existsSync(KNOWLEDGE) ? test : test.skip

testWhereKnown('the committed facts are those of the knowledge (npm run facts writes them)', (t) => {
  for (const [name, text] of Object.entries(factFiles(KNOWLEDGE))) t.is(textOf(name), text, name)
})
