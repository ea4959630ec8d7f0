import type { InputObject, Json, JsonObject } from '../model.ts'
import { asObject, asString } from './pod/pod.ts'

// Kustomize gives objects their prefixes, suffixes and namespaces before it calls functions, and mends the references
// to them afterwards: in between, only these annotations tell what a reference means. Older versions spell them without
// `internal.`.
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

/** The names that an object had before Kustomize renamed it, by which other objects still refer to it. */
export const formerNames = (object: JsonObject): readonly string[] => annotated(object, NAMES)

/** The namespaces that an object had before Kustomize moved it; `default` stands for none. */
export const formerNamespaces = (object: JsonObject): readonly string[] => annotated(object, NAMESPACES)

/** Every name by which references may call an object, its present one first, each once. */
export const namesOf = ({ resource, value }: InputObject): string[] => [
  ...new Set([resource.name, ...formerNames(value)]),
]

/** Whether a reference by this name may mean the object, as far as names tell. */
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

/** The objects of a list of the stream that a reference by this name may mean, in the order of the list. */
export const calledIn = (objects: readonly InputObject[], name: Json | undefined): readonly InputObject[] => {
  if (typeof name !== 'string') return []
  // All pods of a stream ask, so that the list is read once for all of them.
  const index = indexes.get(objects) ?? indexOf(objects)
  indexes.set(objects, index)
  return index.get(name) ?? []
}

/** Whether an annotation is a note that kpt or Kustomize leaves for itself. */
export const isHostNote = (key: string): boolean =>
  /^(?:(?:internal\.)?config\.kubernetes\.io|(?:kustomize\.)?config\.k8s\.io)\//.test(key)

/**
 * Whether two objects may be in one namespace. An object that names none goes to `fallback`, where the caller knows
 * that, and otherwise anywhere: Helm gives the namespace of the release to kubectl and not to the post-renderer.
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
