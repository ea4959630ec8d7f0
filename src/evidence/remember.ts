import { givenValue } from '../kube/pods.ts'
import type { Container, Context, JsonObject, Pod, StreamEvidence } from '../model.ts'

interface Remembered<T> {
  document: number
  pointer: string
  stream: StreamEvidence
  found: T
}

/**
 * A finder that reads each container once, although controls ask about it in every pass. Only for what no control
 * changes: commands, arguments, environment, and the ConfigMaps that the input mounts.
 */
export const perContainer = <T>(
  find: (pod: Pod, container: Container, context: Context) => T,
): ((pod: Pod, container: Container, context: Context) => T) => {
  const remembered = new WeakMap<JsonObject, Remembered<T>>()
  return (pod, container, context) => {
    const given = givenValue(pod, container)
    const known = remembered.get(given)
    // An anchor gives one value several places.
    const { document } = pod
    const { pointer } = container
    if (known?.pointer === pointer && known.document === document && known.stream === context.stream) return known.found
    const found = find(pod, container, context)
    remembered.set(given, { document, pointer, stream: context.stream, found })
    return found
  }
}
