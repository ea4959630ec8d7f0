import type { Container, JsonObject } from '../../model.ts'

/** A violation for which the API server rejects a pod. */
export interface Violation {
  /** Equal violations have equal texts, so that those of two versions of a pod can be compared. */
  text: string
  /** The pointer of the container that breaks the rule; absent if the pod does, or its containers together. */
  container?: string
}

/** Makes the violations of one container: no other container affects them. */
export const ofContainer = ({ pointer }: Container, texts: readonly string[]): Violation[] =>
  texts.map((text) => ({ text, container: pointer }))

/** Makes the violations of a pod. */
export const ofPod = (texts: readonly string[]): Violation[] => texts.map((text) => ({ text }))

interface CacheEntry<T> {
  container: Pick<Container, 'name' | 'list'>
  found: T
}

/**
 * Caches a reader of containers: values are immutable, and a change of a pod leaves most of its containers unchanged. For
 * readers that depend only on a container's value, name and list.
 */
export const eachOnce = <T>(read: (container: Container) => T): ((container: Container) => T) => {
  const remembered = new WeakMap<JsonObject, CacheEntry<T>>()
  return (container) => {
    const { name, list, value } = container
    const known = remembered.get(value)
    // A YAML alias makes one value appear at several pointers.
    if (known?.container.name === name && known.container.list === list) return known.found
    const found = read(container)
    remembered.set(value, { container: { name, list }, found })
    return found
  }
}

/** Returns the words that a list contains more than once, each once, in the order of their repetition. */
export const repeated = (words: readonly string[]): string[] => {
  const seen = new Set<string>()
  return [...new Set(words.filter((word) => seen.size === seen.add(word).size))]
}
