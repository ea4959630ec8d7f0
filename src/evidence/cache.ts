import { givenValue } from '../kube/pod/pod.ts'
import type { Container, EvidenceContext, InputEvidence, JsonObject, Pod } from '../model.ts'

interface CacheEntry<T> {
  document: number
  pointer: string
  stream: InputEvidence | undefined
  found: T
}

type Find<T, C extends EvidenceContext | undefined> = (pod: Pod, container: Container, context: C) => T

const cached = <T, C extends EvidenceContext | undefined>(find: Find<T, C>): Find<T, C> => {
  const remembered = new WeakMap<JsonObject, CacheEntry<T>>()
  return (pod, container, context) => {
    const given = givenValue(pod, container)
    const known = remembered.get(given)
    // An anchor gives one value several places.
    const { document } = pod
    const { pointer } = container
    const stream = context?.input
    if (known?.pointer === pointer && known.document === document && known.stream === stream) return known.found
    const found = find(pod, container, context)
    remembered.set(given, { document, pointer, stream, found })
    return found
  }
}

/**
 * A finder that reads each container once, although controls ask about it in every pass. Only for what no control
 * changes: commands, arguments, environment, and the ConfigMaps that the input mounts.
 */
export const perContainer = <T>(find: Find<T, EvidenceContext>): Find<T, EvidenceContext> => cached(find)

/** The same for what a container says by itself, whatever stream it stands in. */
export const perContainerAlone = <T>(
  find: (pod: Pod, container: Container) => T,
): ((pod: Pod, container: Container) => T) => {
  const found = cached<T, undefined>(find)
  return (pod, container) => found(pod, container, undefined)
}
