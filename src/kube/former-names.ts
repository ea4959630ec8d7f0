import type { JsonObject, StreamObject } from '../model.ts'
import { asObject, asString } from './pods.ts'

/** What Kustomize called an object earlier in the same build; empty for objects from elsewhere. */
export interface Former {
  names: string[]
  /** `default` also for an object that named none. */
  namespaces: string[]
}

/**
 * Kustomize hands transformers objects that have their prefix, suffix and namespace already, while references to them
 * keep the words of the input until the build ends; by these annotations it puts them right.
 * https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/utils/annotations.go
 */
const NAMES = 'internal.config.kubernetes.io/previousNames'
const NAMESPACES = 'internal.config.kubernetes.io/previousNamespaces'

/** The earlier names and namespaces of an object, as Kustomize notes them on it. */
export const formerOf = (object: JsonObject): Former => {
  const annotations = asObject(asObject(object.metadata).annotations)
  const listed = (name: string): string[] =>
    (asString(annotations[name]) ?? '').split(',').filter((word) => word !== '')
  return { names: listed(NAMES), namespaces: listed(NAMESPACES) }
}

/** Every name by which the stream may refer to an object, its present one first, each once. */
export const namesOf = ({ resource, value }: StreamObject): string[] => [
  ...new Set([resource.name, ...formerOf(value).names]),
]

/** Whether a reference by this name may mean the object. */
export const isNamed = (object: StreamObject, name: string): boolean =>
  object.resource.name === name || formerOf(object.value).names.includes(name)
