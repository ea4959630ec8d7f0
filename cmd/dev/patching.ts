import type { ExecutionContext } from 'ava'
import { makePatches } from '../../src/export/patches.ts'
import { exportText } from '../../src/export/text.ts'
import type { PatchSet } from '../../src/export/types.ts'
import type { Options } from '../../src/model.ts'
import { hardenedObjects } from '../../src/pipeline/hardened-objects.ts'
import { hardenText } from './hardening.ts'
import { type Builder, batch, build, compareStreams, kustomization } from './kustomizations.ts'

/** A stream, what casehard makes of it, and the patches that are to make the same. */
export interface Sample {
  name: string
  stream: string
  hardened: string
  set: PatchSet
  component: string
}

/** Hardens a stream, and exports what that changes. */
export const sampleOf = (name: string, stream: string, options: Options): Sample => {
  const { text, report } = hardenText(stream, options)
  const { objects, all } = hardenedObjects([{ name: 'stdin', text: stream }], report, options.configuration.kinds)
  const set = makePatches(objects, all)
  return { name, stream, hardened: text, set, component: exportText('kustomize', set) }
}

/** Whether no patch names an item by its position: such a one fits what it was made from and nothing else. */
export const isMerged = ({ set }: Sample): boolean => set.patches.every(({ byPosition }) => !byPosition)

/** A sample whose component is applied to what is hardened already. */
export const again = (sample: Sample): Sample => ({ ...sample, stream: sample.hardened })

/** Proves that a program makes of the stream with the component what it makes of the hardened stream. */
export const prove = async (t: ExecutionContext, program: Builder, sample: Sample): Promise<void> => {
  const { name, stream, hardened, component } = sample
  const expected = await build(program, kustomization(hardened))
  const patched = await build(program, kustomization(stream, component))
  if ('refusal' in expected) {
    t.true('refusal' in (await build(program, kustomization(stream))), `${name}: ${expected.refusal}`)
    t.log(`${name}: ${program} refuses the input: ${expected.refusal}`)
  } else if ('refusal' in patched) t.fail(`${name}: ${patched.refusal}`)
  else t.deepEqual(...compareStreams(patched.stream, expected.stream), name)
}

/** Much more than all charts take on a machine that does nothing else. */
const MINUTES = 10 * 60_000
const BATCH = 12

/** Proves it for samples, a batch at a time; one by one where the program does not take the batch. */
export const proveAll = async (t: ExecutionContext, program: Builder, samples: readonly Sample[]): Promise<void> => {
  t.timeout(MINUTES)
  for (let i = 0; i < samples.length; i += BATCH) {
    const some = samples.slice(i, i + BATCH)
    const expected = await build(program, batch(some.map(({ hardened }) => ({ stream: hardened }))))
    const patched = await build(program, batch(some))
    if ('refusal' in expected || 'refusal' in patched) for (const sample of some) await prove(t, program, sample)
    else t.deepEqual(...compareStreams(patched.stream, expected.stream), some.map(({ name }) => name).join())
  }
}
