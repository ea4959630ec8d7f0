import { existsSync, readFileSync } from 'node:fs'
import { GENERATORS } from '../../../src/generate/index.ts'
import type { Options } from '../../../src/model.ts'
import { filesBelow, optionsWith } from '../../support/hardening.ts'
import { testWith } from '../../support/slots.ts'
import { listCorpus } from '../../support/streams.ts'
import { KUSTOMIZE_5 } from './kustomizations.ts'
import { KUSTOMIZES } from './kustomize.ts'
import { again, isMerged, proveAll, type Sample, sampleOf } from './patching.ts'

const corpus = listCorpus(['charts', 'raw', 'answer-key'])
if (corpus.length === 0) console.warn('skipped: the corpus, which is absent')

const sampleCorpus = (profile: string): Sample[] =>
  corpus.map(({ name, path }) => sampleOf(name, readFileSync(path, 'utf8'), optionsWith(undefined, profile)))

const CORPUS_RUNS = KUSTOMIZES.flatMap((program) => {
  if (program.name === 'kustomize')
    return [
      { program, profile: 'restricted' },
      { program, profile: 'strict' },
    ]
  return program === KUSTOMIZE_5 ? [{ program, profile: 'restricted' }] : []
})

for (const { program, profile } of CORPUS_RUNS)
  testWith(program.name)(
    `${program.name} makes of every chart with its component what it makes of the hardened chart, with ${profile}`,
    async (t) => {
      const samples = sampleCorpus(profile)
      t.deepEqual(
        samples.filter(({ set }) => set.leftOut.length > 0).map(({ name }) => name),
        [],
      )
      await proveAll(t, program, samples)
    },
  )

testWith(KUSTOMIZE_5.name)('a component changes no chart that is hardened already', async (t) => {
  const samples = sampleCorpus('restricted').filter(isMerged)
  t.true(corpus.length === 0 || samples.length > corpus.length / 2)
  await proveAll(t, KUSTOMIZE_5, samples.map(again))
})

/** As export has it: patches add no objects. */
const withoutGenerators = (options: Options): Options => {
  const { configuration } = options
  const off = Object.fromEntries(GENERATORS.map(({ id }) => [id, 'off' as const]))
  return { ...options, configuration: { ...configuration, controls: { ...configuration.controls, ...off } } }
}

const cases = filesBelow('testdata/cases', '.in.yaml').map((input): Sample => {
  const config = input.replace(/\.in\.yaml$/, '.config.yaml')
  const options = optionsWith(existsSync(config) ? config : undefined)
  return sampleOf(input, readFileSync(input, 'utf8'), withoutGenerators(options))
})

const sayable = cases.filter(({ set }) => set.leftOut.length === 0)

for (const program of KUSTOMIZES)
  testWith(program.name)(`${program.name} makes the same of every case of the tests`, async (t) => {
    t.true(sayable.length > 0.9 * cases.length)
    await proveAll(t, program, sayable)
  })

testWith(KUSTOMIZE_5.name)('a component changes no case that is hardened already', async (t) => {
  await proveAll(t, KUSTOMIZE_5, sayable.filter(isMerged).map(again))
})
