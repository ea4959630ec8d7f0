import { groupBy } from '../lib/words.ts'
import type { InputObject, Json, JsonObject } from '../model.ts'
import { asObject, asString } from './pod/pod.ts'

// Kustomize renames objects (prefixes, suffixes, namespaces) before it calls functions, and updates references to them
// afterwards: in between, only these annotations show what a reference means. Older versions omit `internal.`.
const NAMES = ['internal.config.kubernetes.io/previousNames', 'config.kubernetes.io/previousNames'] as const
const NAMESPACES = [
  'internal.config.kubernetes.io/previousNamespaces',
  'config.kubernetes.io/previousNamespaces',
] as const

const NONE: readonly string[] = []

const annotated = ({ metadata }: JsonObject, [newer, older]: readonly [string, string]): readonly string[] => {
  const annotations = asObject(metadata).annotations
  if (annotations === undefined) return NONE
  const text = asString(asObject(annotations)[newer]) ?? asString(asObject(annotations)[older])
  return text === undefined ? NONE : text.split(',').filter(Boolean)
}

/** Returns the names that an object had before Kustomize renamed it, which references to it still use. */
export const formerNames = (object: JsonObject): readonly string[] => annotated(object, NAMES)

/** Returns the namespaces that an object had before Kustomize changed it; `default` also means none. */
export const formerNamespaces = (object: JsonObject): readonly string[] => annotated(object, NAMESPACES)

/** Returns every name that references may use for an object, the current one first, each once. */
export const namesOf = ({ resource, value }: Pick<InputObject, 'resource' | 'value'>): string[] => [
  ...new Set([resource.name, ...formerNames(value)]),
]

/** Returns whether a reference with this name may refer to an object; namespaces are not compared. */
export const isCalled = (
  { resource, value }: Pick<InputObject, 'resource' | 'value'>,
  name: Json | undefined,
): boolean => typeof name === 'string' && (resource.name === name || formerNames(value).includes(name))

const indexes = new WeakMap<readonly InputObject[], ReadonlyMap<string, readonly InputObject[]>>()

const indexOf = (objects: readonly InputObject[]): ReadonlyMap<string, readonly InputObject[]> => {
  const index = new Map<string, InputObject[]>()
  for (const object of objects)
    for (const name of namesOf(object)) {
      const others = index.get(name)
      if (others === undefined) index.set(name, [object])
      else others.push(object)
    }
  return index
}

/** Returns the objects of a list that a reference with this name may refer to, in the order of the list. */
export const calledIn = (objects: readonly InputObject[], name: Json | undefined): readonly InputObject[] => {
  if (typeof name !== 'string') return NO_OBJECTS
  // The lookup is done for every pod of the input, so the list is indexed once.
  const index = indexes.get(objects) ?? indexOf(objects)
  indexes.set(objects, index)
  return index.get(name) ?? NO_OBJECTS
}

const NO_OBJECTS: readonly InputObject[] = []

/** Something in the input that has a namespace. */
interface Named {
  resource: { namespace?: string }
}

interface NamespaceIndex<T> {
  /** By namespace, with the position in the list; the key undefined is any namespace. */
  groups: ReadonlyMap<string | undefined, readonly { item: T; order: number }[]>
  merged: Map<string, readonly T[]>
}

const namespaceIndexes = new WeakMap<readonly Named[], Map<string | undefined, NamespaceIndex<Named>>>()

const namespaceIndexOf = <T extends Named>(items: readonly T[], fallback: string | undefined): NamespaceIndex<T> => {
  const known = namespaceIndexes.get(items) ?? new Map<string | undefined, NamespaceIndex<Named>>()
  namespaceIndexes.set(items, known)
  const index = known.get(fallback) ?? {
    groups: groupBy(
      items.map((item, order) => ({ item, order })),
      ({ item }) => item.resource.namespace ?? fallback,
    ),
    merged: new Map(),
  }
  known.set(fallback, index)
  return index as NamespaceIndex<T>
}

/**
 * Returns the items of a list that may be in a namespace, in the order of the list; see `mayShareNamespace`. The lookup is
 * done for every pod of the input, so the list is indexed once.
 */
export const inNamespace = <T extends Named>(
  items: readonly T[],
  namespace: string | undefined,
  fallback: string | undefined,
): readonly T[] => {
  const there = namespace ?? fallback
  if (there === undefined || items.length === 0) return items
  const { groups, merged } = namespaceIndexOf(items, fallback)
  const found =
    merged.get(there) ??
    [...(groups.get(there) ?? []), ...(groups.get(undefined) ?? [])]
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item)
  merged.set(there, found)
  return found
}

/** Returns whether an annotation is internal to kpt or Kustomize. */
export const isHostNote = (key: string): boolean =>
  /^(?:(?:internal\.)?config\.kubernetes\.io|(?:kustomize\.)?config\.k8s\.io)\//.test(key)

/**
 * Returns whether two objects may be in the same namespace. An object that sets none is in `fallback` or, if that is
 * unknown too, in any namespace: Helm does not pass the release's namespace to the post-renderer.
 */
export const mayShareNamespace = (
  one: string | undefined,
  other: string | undefined,
  fallback: string | undefined,
): boolean => {
  const here = one ?? fallback
  const there = other ?? fallback
  return here === undefined || there === undefined || here === there
}
