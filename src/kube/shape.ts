import type { Pod } from '../model.ts'

/** Whether the kind that holds the pod keeps what is written at a pointer below the pod spec (operators prune the rest). */
export const isWritable = (pod: Pod, pointer: string): boolean => {
  const { writable } = pod.shape
  if (writable === undefined) return true
  if (!pointer.startsWith(`${pod.pointer}/`))
    return pod.metadataPointer !== undefined && pointer.startsWith(`${pod.metadataPointer}/`)
  const steps = pointer.slice(pod.pointer.length).split('/')
  return writable.some((pattern) => {
    const wanted = pattern.split('/')
    const deep = wanted.at(-1) === '**'
    if (deep) wanted.pop()
    const fits = deep ? steps.length >= wanted.length : steps.length === wanted.length
    return fits && wanted.every((step, i) => step === '*' || step === steps[i])
  })
}
