import { existsSync, readFileSync } from 'node:fs'
import type { ExecutionContext } from 'ava'
import { readPatches } from '../../../src/export/read-patches.ts'
import { EXPORT_FORMATS, type ExportFormat, exportText } from '../../../src/export/text.ts'
import type { JsonObject } from '../../../src/model.ts'
import { patchFiles } from '../../../src/pipeline/patched-files.ts'
import { parseSlice } from '../../../src/yaml/parse.ts'
import { filesBelow, optionsWith } from '../../support/hardening.ts'
import { testWith } from '../../support/slots.ts'
import { type Built, batch, build, compareStreams, KUSTOMIZE_5, kustomization } from './kustomizations.ts'
import { type Sample, sampleOf } from './patching.ts'
import { TOOLS } from './patching-tools.ts'

const patchesIn = (text: string) => readPatches(parseSlice(text, 1)?.value as JsonObject)

const SAMPLES = [...filesBelow('testdata/cases', '.in.yaml'), ...filesBelow('examples', '.yaml')].flatMap((input) => {
  const config = input.replace(/\.in\.yaml$/, '.config.yaml')
  try {
    const sample = sampleOf(
      input,
      readFileSync(input, 'utf8'),
      optionsWith(config !== input && existsSync(config) ? config : undefined),
    )
    return sample.set.patches.length > 0 ? [sample] : []
  } catch {
    return [] // no manifests, or added objects, which no patch adds
  }
})

/** Its plain `no` is a boolean to Kubernetes, and stays `no` in YAML but not in JSON. */
const BOOLEAN_WORDS = 'words-that-look-like-booleans'

const patchedBy = ({ name, stream, component }: Sample): { stream: string } => {
  const { files, findings } = patchFiles([{ name, text: stream }], patchesIn(component))
  if (findings.length > 0) throw new Error(`${name}: ${findings[0]?.problem}`)
  return { stream: files[0]?.text ?? '' }
}

testWith(KUSTOMIZE_5.name)('the check patches every case as Kustomize does', async (t) => {
  t.timeout(600_000)
  const taken = SAMPLES.filter(({ name }) => !name.includes(BOOLEAN_WORDS))
  t.true(taken.length > 100, `${taken.length}`)
  for (let i = 0; i < taken.length; i += BATCH) {
    const some = taken.slice(i, i + BATCH)
    if (await proveSame(t, some)) continue
    for (const sample of some) if (!(await proveSame(t, [sample]))) t.log(`${sample.name}: Kustomize refuses it`)
  }
})

const BATCH = 20

/** Compares both results; false if Kustomize refuses one of the samples. */
const proveSame = async (t: ExecutionContext, samples: readonly Sample[]): Promise<boolean> => {
  const built = await build(KUSTOMIZE_5, batch(samples))
  if ('refusal' in built) return false
  const patched = await build(KUSTOMIZE_5, batch(samples.map(patchedBy)))
  const names = samples.map(({ name }) => name).join()
  if ('refusal' in patched) t.fail(`${names}: ${patched.refusal}`)
  else t.deepEqual(...compareStreams(patched.stream, built.stream), names)
  return true
}

const CONTAINERS =
  '{name: app, image: registry.example/team/app:1.4.2}, {name: side, image: registry.example/team/side:2}'
const MANIFESTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [${CONTAINERS}]}}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: api}
spec: {template: {spec: {containers: [${CONTAINERS}]}}}
`
const SWAPPED = CONTAINERS.split(/, (?=\{)/)
  .toReversed()
  .join(', ')
const ROLLOUT = MANIFESTS.indexOf('---')

/** Manifests to which patches no longer fit, and how Kustomize shows it, which says nothing of a missing target. */
const STALE: Readonly<Record<string, { manifests: string; problem: RegExp; shows: (built: Built) => boolean }>> = {
  'a renamed container': {
    manifests: MANIFESTS.replace('name: app', 'name: main'),
    problem: /there is no container "app"/,
    shows: (built) =>
      'stream' in built && /- name: app\n(?!.*image)|name: app\n {6,8}(?:resources|securityContext)/.test(built.stream),
  },
  'a removed document': {
    manifests: MANIFESTS.slice(0, ROLLOUT),
    problem: /no object matches its target/,
    shows: (built) => 'stream' in built && !built.stream.includes('Rollout'),
  },
  'a changed list position': {
    manifests: MANIFESTS.slice(0, ROLLOUT) + MANIFESTS.slice(ROLLOUT).replace(CONTAINERS, SWAPPED),
    problem: /containers\/0\/name is "side", not "app"/,
    shows: (built) => 'refusal' in built && /test failed/i.test(built.refusal),
  },
}

/** Builds what a tool makes of an export and manifests. */
const buildWith = (format: ExportFormat, exported: string, manifests: string): Promise<Built> => {
  const tool = TOOLS[format]
  if (tool === undefined) return build(KUSTOMIZE_5, kustomization(manifests, exported))
  const { files, at } = tool(exported, manifests)
  return build(KUSTOMIZE_5, files, at)
}

for (const format of EXPORT_FORMATS.filter((one) => one === 'kustomize' || one in TOOLS))
  for (const [title, { manifests, problem, shows }] of Object.entries(STALE))
    testWith(KUSTOMIZE_5.name)(`the check of ${format} finds ${title}, and Kustomize shows it`, async (t) => {
      const exported = exportText(format, sampleOf('', MANIFESTS, optionsWith()).set)
      t.true('stream' in (await buildWith(format, exported, MANIFESTS)))
      const { findings } = patchFiles([{ name: 'stdin', text: manifests }], patchesIn(exported))
      t.is(findings.length, 1)
      t.regex(findings[0]?.problem ?? '', problem)
      const built = await buildWith(format, exported, manifests)
      t.true(shows(built), JSON.stringify(built))
    })
