import type { Pod } from '../../model.ts'

/**
 * Makes a reader that reads each view of a pod once, for what the assessment of each container needs of the whole pod. A
 * change of the pod makes another view.
 */
export const perPod = <T>(read: (pod: Pod) => T): ((pod: Pod) => T) => {
  const remembered = new WeakMap<Pod, { found: T }>()
  return (pod) => {
    const known = remembered.get(pod)
    if (known !== undefined) return known.found
    const found = read(pod)
    remembered.set(pod, { found })
    return found
  }
}

/** Makes a reader that also reads the rest of the input, which is the same object for all pods of a run. */
export const perPodIn = <T, C extends object>(read: (pod: Pod, context: C) => T): ((pod: Pod, context: C) => T) => {
  const remembered = new WeakMap<Pod, { found: T; context: C }>()
  return (pod, context) => {
    const known = remembered.get(pod)
    if (known?.context === context) return known.found
    const found = read(pod, context)
    remembered.set(pod, { found, context })
    return found
  }
}
