import type { Pod } from '../../model.ts'
import { matchesPattern } from '../../pointer.ts'

/** Whether the kind that holds the pod keeps what is written at a pointer below the pod spec (operators prune the rest). */
export const isWritable = (pod: Pod, pointer: string): boolean => {
  const { writable } = pod.shape
  if (writable === undefined) return true
  if (!pointer.startsWith(`${pod.pointer}/`))
    return pod.metadataPointer !== undefined && pointer.startsWith(`${pod.metadataPointer}/`)
  const own = pointer.slice(pod.pointer.length)
  return writable.some((pattern) => matchesPattern(pattern, own))
}
