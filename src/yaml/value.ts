import type { Json, JsonObject } from '../model.ts'
import { SyntaxProblem } from './errors.ts'
import { ScalarProblem, scalarValue } from './scalar.ts'
import type { Entry, MapNode, Node, ScalarNode } from './tree.ts'

/** The API server's encoding/json refuses deeper values; real manifests stay far below. */
const MAX_DEPTH = 1000

/** Sets an own property, also for the key `__proto__`. */
export const setOwn = (object: JsonObject, key: string, value: Json): void => {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}

/** Returns the mappings that a merge key refers to, in ascending precedence. */
export const mergedMaps = (entry: Entry): MapNode[] => {
  const { value } = entry
  const refuse = (): never => {
    throw new SyntaxProblem(
      'merge',
      'a merge key (<<) needs a mapping, an alias of one, or a list of them',
      entry.start,
    )
  }
  const asMap = (node: Node): MapNode => {
    const target = node.type === 'alias' ? node.target : node
    return target.type === 'map' ? target : refuse()
  }
  return value.type === 'seq' ? value.items.map((item) => asMap(item.value)).reverse() : [asMap(value)]
}

/**
 * Reads the value of a tree as Kubernetes does: the last of equal keys wins, a merge wins over the keys before it, an
 * alias is a copy. go-yaml's own limit on aliases bounds the work.
 */
export class ValueReader {
  #decoded = 0
  #aliased = 0
  #aliasDepth = 0
  #depth = 0

  /** @throws SyntaxProblem if Kubernetes refuses the value */
  read(node: Node): Json {
    this.#count(node)
    if (node.type === 'scalar') return this.#scalar(node)
    if (++this.#depth > MAX_DEPTH)
      throw new SyntaxProblem('depth', `nested deeper than ${MAX_DEPTH} levels`, node.start)
    try {
      if (node.type === 'alias') return this.#alias(() => this.read(node.target))
      if (node.type === 'seq') return node.items.map((item) => this.read(item.value))
      const object: JsonObject = {}
      this.#fill(node, object)
      return object
    } finally {
      this.#depth--
    }
  }

  #fill(map: MapNode, object: JsonObject): void {
    for (const entry of map.entries) {
      if (!entry.merge) setOwn(object, entry.key, this.read(entry.value))
      else
        this.#alias(() => {
          for (const merged of mergedMaps(entry)) {
            this.#count(merged)
            if (++this.#depth > MAX_DEPTH) throw new SyntaxProblem('depth', 'merges are nested too deep', entry.start)
            this.#fill(merged, object)
            this.#depth--
          }
        })
    }
  }

  #alias<T>(read: () => T): T {
    this.#aliasDepth++
    const value = read()
    this.#aliasDepth--
    return value
  }

  /** go-yaml refuses a document with too high a share of aliased nodes; the limit falls as the document grows. */
  #count(node: Node): void {
    this.#decoded++
    if (this.#aliasDepth > 0) this.#aliased++
    if (this.#aliased <= 100 || this.#decoded <= 1000) return
    const over = Math.min(1, Math.max(0, (this.#decoded - 400_000) / 3_600_000))
    if (this.#aliased / this.#decoded > 0.99 - 0.89 * over)
      throw new SyntaxProblem('alias', 'too much of the document consists of aliases; write the values out', node.start)
  }

  #scalar(node: ScalarNode): Json {
    try {
      return scalarValue(node.text, node.style === 'plain', node.tag)
    } catch (error) {
      if (error instanceof ScalarProblem)
        throw new SyntaxProblem('scalar', `${error.message}; quote it if it is text`, node.start)
      throw error
    }
  }
}

/** Reports whether a value is a mapping. */
export const isMapping = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Reports whether two values are equal; the order of keys is ignored. */
export const isSame = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i]))
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
}

/** Reports whether a tree is known to have a value, with its keys in the same order; if false, the value must be read. */
export const hasValue = (node: Node, value: Json | undefined): boolean => {
  if (node.type === 'alias') return false
  if (node.type === 'scalar') return hasScalar(node, value)
  if (value === null || typeof value !== 'object') return false
  if (node.type === 'seq')
    return (
      Array.isArray(value) &&
      node.items.length === value.length &&
      node.items.every((item, i) => hasValue(item.value, value[i]))
    )
  if (Array.isArray(value)) return false
  const keys = Object.keys(value)
  return (
    node.entries.length === keys.length &&
    node.entries.every(({ key, merge, value: child }, i) => !merge && key === keys[i] && hasValue(child, value[key]))
  )
}

const hasScalar = ({ text, style, tag }: ScalarNode, value: Json | undefined): boolean => {
  try {
    return scalarValue(text, style === 'plain', tag) === value
  } catch (error) {
    if (error instanceof ScalarProblem) return false
    throw error
  }
}
