import type { Resource } from '../model.ts'
import type { Target } from './types.ts'

/** Where Kustomize takes an object to be that names no namespace. */
const DEFAULT_NAMESPACE = 'default'

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const splitVersion = (apiVersion: string): { group: string; version: string } => {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? { group: '', version: first } : { group: first, version: second }
}

/** Whether Kustomize would give an object to a patch that names no group where `wanted` is of the core group. */
const isLike = (resource: Resource, wanted: Resource): boolean => {
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
 * The target that finds an object and no other of the stream, or undefined where there is none. A namespace is named
 * where the object does, and where others differ by it alone.
 */
export const targetOf = (resource: Resource, all: readonly Resource[]): Target | undefined => {
  const { group, version } = splitVersion(resource.apiVersion)
  const like = all.filter((other) => isLike(other, resource))
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
