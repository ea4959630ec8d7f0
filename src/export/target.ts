import type { Resource } from '../model.ts'
import type { Target } from './types.ts'

/** The namespace that Kustomize assumes for an object that sets none. */
const DEFAULT_NAMESPACE = 'default'

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const splitVersion = (apiVersion: string): { group: string; version: string } => {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? { group: '', version: first } : { group: first, version: second }
}

/** Returns whether a target made from `wanted` also selects `resource`; without a group, a target selects any group. */
const isSelected = (resource: Resource, wanted: Resource): boolean => {
  const own = splitVersion(resource.apiVersion)
  const { group, version } = splitVersion(wanted.apiVersion)
  return (
    resource.kind === wanted.kind &&
    resource.name === wanted.name &&
    own.version === version &&
    (group === '' || own.group === group)
  )
}

/**
 * Builds the target that selects one object of the input and no other; undefined if there is no such target. It includes
 * the namespace if the object sets one, or if other objects differ by nothing else.
 */
export const targetOf = (resource: Resource, all: readonly Resource[]): Target | undefined => {
  const { group, version } = splitVersion(resource.apiVersion)
  const like = all.filter((other) => isSelected(other, resource))
  const place = ({ namespace = DEFAULT_NAMESPACE }: Resource): string => namespace
  if (like.filter((other) => place(other) === place(resource)).length > 1) return undefined
  const namespace = resource.namespace ?? (like.length > 1 ? DEFAULT_NAMESPACE : undefined)
  return {
    ...(group === '' ? {} : { group }),
    version,
    kind: resource.kind,
    name: escapeRegExp(resource.name),
    ...(namespace === undefined ? {} : { namespace: escapeRegExp(namespace) }),
  }
}
