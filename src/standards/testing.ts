import type { EvidenceContext } from '../model.ts'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import { readStandard } from './index.ts'
import type { StandardChecker } from './standard.ts'

/** For tests: returns the checker of a standard by its name for `--standard`. */
export const checkerOf = (word: string): StandardChecker => {
  const read = readStandard(word)
  if (!('name' in read)) throw new RangeError(word)
  return read.standard.checkerFor(read.version)
}

/** For tests: checks a Pod with a spec against a standard, and formats each violation as `CHECK POINTER`. */
export const findIn = (
  word: string,
  spec: string,
  metadata = '',
  context: EvidenceContext = contextWith(),
): string[] => {
  const pod = podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x, ${metadata}}, spec: ${spec}}`)
  const named = typeof pod.object.metadata === 'object' && pod.object.metadata !== null
  const namespace = named ? (pod.object.metadata as { namespace?: string }).namespace : undefined
  if (namespace !== undefined) pod.resource = { ...pod.resource, namespace }
  return checkerOf(word)
    .checkPod(pod, context)
    .map(({ check, pointer }) => `${check} ${pointer}`)
}

/** For tests: checks an object that is not a pod, likewise. */
export const findInObject = (word: string, text: string, context: EvidenceContext = contextWith()): string[] =>
  checkerOf(word)
    .checkObject(objectFrom(text), context)
    .map(({ check, pointer }) => `${check} ${pointer}`)
