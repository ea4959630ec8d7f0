import type { ExecutionContext } from 'ava'
import { makePatches } from '../../../src/export/patches.ts'
import { exportText } from '../../../src/export/text.ts'
import type { PatchSet } from '../../../src/export/types.ts'
import type { Options } from '../../../src/model.ts'
import { hardenedObjects } from '../../../src/pipeline/hardened-objects.ts'
import { hardenText } from '../../support/hardening.ts'
import { batch, build, compareStreams, kustomization } from './kustomizations.ts'
import type { Kustomize } from './kustomize.ts'

/** Manifests, their hardened form, and the patches that should give the same result. */
export interface Sample {
  name: string
  stream: string
  hardened: string
  set: PatchSet
  component: string
}

/** Hardens manifests and exports the changes. */
export const sampleOf = (name: string, stream: string, options: Options): Sample => {
  const { text, report } = hardenText(stream, options)
  const { objects, all } = hardenedObjects([{ name: 'stdin', text: stream }], report, options.configuration.kinds)
  const set = makePatches(objects, all)
  return { name, stream, hardened: text, set, component: exportText('kustomize', set) }
}

/** Whether no patch refers to an item by its position; such a patch only fits the manifests that it was made from. */
export const isMerged = ({ set }: Sample): boolean => set.patches.every(({ byPosition }) => !byPosition)

/** Returns a sample whose component is applied to hardened manifests. */
export const again = (sample: Sample): Sample => ({ ...sample, stream: sample.hardened })

/** Whether a program accepts manifests; if it refuses the hardened form, it must also refuse the original. */
const isTaken = async (
  t: ExecutionContext,
  program: Kustomize,
  { name, stream, hardened }: Sample,
): Promise<boolean> => {
  const built = await build(program, kustomization(hardened))
  if (!('refusal' in built)) return true
  t.true('refusal' in (await build(program, kustomization(stream))), `${name}: ${built.refusal}`)
  t.log(`${name}: refused by ${program.name}: ${built.refusal.replace(/\s+/g, ' ').slice(0, 160)}`)
  return false
}

/** Asserts that a program builds the same from manifests with components as from hardened manifests. */
const proveBatch = async (t: ExecutionContext, program: Kustomize, samples: readonly Sample[]): Promise<boolean> => {
  const expected = await build(program, batch(samples.map(({ hardened }) => ({ stream: hardened }))))
  if ('refusal' in expected) return false
  const patched = await build(program, batch(samples))
  const names = samples.map(({ name }) => name).join()
  if ('refusal' in patched) t.fail(`${names}: ${patched.refusal}`)
  else t.deepEqual(...compareStreams(patched.stream, expected.stream), names)
  return true
}

/** Much more than all charts take on a machine that does nothing else. */
const MINUTES = 10 * 60_000
const BATCH = 12

/** Asserts it for all samples that a program accepts, in batches, or one by one if they conflict. */
export const proveAll = async (t: ExecutionContext, program: Kustomize, samples: readonly Sample[]): Promise<void> => {
  t.timeout(MINUTES)
  for (let i = 0; i < samples.length; i += BATCH) {
    const some = samples.slice(i, i + BATCH)
    if (await proveBatch(t, program, some)) continue
    const taken: Sample[] = []
    for (const sample of some) if (await isTaken(t, program, sample)) taken.push(sample)
    if (await proveBatch(t, program, taken)) continue
    for (const sample of taken) t.true(await proveBatch(t, program, [sample]), sample.name)
  }
}
