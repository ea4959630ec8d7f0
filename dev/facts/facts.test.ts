import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { parse } from 'yaml'
import { builtinImages, readFacts } from '../../cmd/run/configuration.ts'
import { imageFactsSchema } from '../../src/config/schema/images.ts'
import { findFacts } from '../../src/evidence/image/facts.ts'
import type { ImageFacts } from '../../src/model.ts'
import { factFiles, KNOWLEDGE } from './facts.ts'
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

test('every entry is verified or observed and has a source with a commit, an address or charts', (t) => {
  for (const { image, status, source = '' } of all) {
    t.true(['verified', 'observed'].includes(status), image)
    t.regex(source, /^(?:[\w.-]+\/[\w.-]+@[0-9a-f]{8}\b|charts |https:\/\/)/, image)
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

const testWhereKnown = existsSync(KNOWLEDGE) ? test : test.skip

testWhereKnown('the committed facts are those of the knowledge (npm run facts writes them)', (t) => {
  for (const [name, text] of Object.entries(factFiles(KNOWLEDGE))) t.is(textOf(name), text, name)
})
