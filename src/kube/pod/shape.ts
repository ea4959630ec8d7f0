import type { Pod } from '../../model.ts'
import { matchesPattern } from '../../pointer.ts'

/** Returns whether the pod's kind keeps a field that is set at a pointer; operators drop fields that they do not know. */
export const isWritable = (pod: Pod, pointer: string): boolean => {
  const { writable } = pod.shape
  if (writable === undefined) return true
  if (!pointer.startsWith(`${pod.pointer}/`))
    return pod.metadataPointer !== undefined && pointer.startsWith(`${pod.metadataPointer}/`)
  const own = pointer.slice(pod.pointer.length)
  return writable.some((pattern) => matchesPattern(pattern, own))
}
