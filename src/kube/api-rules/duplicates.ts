import type { Container, JsonObject } from '../../model.ts'

interface CacheEntry<T> {
  container: Pick<Container, 'name' | 'list'>
  found: T
}

/**
 * A reader of single containers that reads one anew only where it has changed: values are never written to, and a change
 * of a pod leaves most of its containers as they are. For what depends on a container's value, name and list alone.
 */
export const eachOnce = <T>(read: (container: Container) => T): ((container: Container) => T) => {
  const remembered = new WeakMap<JsonObject, CacheEntry<T>>()
  return (container) => {
    const { name, list, value } = container
    const known = remembered.get(value)
    // An anchor gives one value several places.
    if (known?.container.name === name && known.container.list === list) return known.found
    const found = read(container)
    remembered.set(value, { container: { name, list }, found })
    return found
  }
}
