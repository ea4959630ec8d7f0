import { maskSecrets } from '../evidence/text/mask.ts'
import { isObject } from '../kube/pod/pod.ts'
import type { Json, JsonObject, Resource } from '../model.ts'
import { join } from '../pointer.ts'
import { isSame } from '../yaml/value.ts'
import { canMerge, mergeKeysOf, strategicMerge } from './strategic-merge.ts'
import type { HardenedObject, Patch, PatchSet, Target } from './types.ts'

/** An operation of RFC 6902; a failing `test` makes the whole patch fail. */
export type GuardedOperation =
  | { op: 'test' | 'add' | 'replace'; path: string; value: Json }
  | { op: 'remove'; path: string }

/** Tests that the item at a position is the expected one: by its key, or by its whole value if it has no key. */
const guardItem = (field: string, pointer: string, item: Json): GuardedOperation => {
  const key = [mergeKeysOf(field)?.[0], 'name'].find((name) => name !== undefined && isObject(item) && name in item)
  return key === undefined
    ? { op: 'test', path: pointer, value: item }
    : { op: 'test', path: join(pointer, key), value: (item as JsonObject)[key] as Json }
}

/** Returns whether a list only got items at its end and changes within its mappings. */
const isExtended = (before: readonly Json[], after: readonly Json[]): boolean =>
  after.length >= before.length && before.every((item, i) => isSame(item, after[i]) || isObject(item))

const changeList = (
  field: string,
  pointer: string,
  before: readonly Json[],
  after: readonly Json[],
): GuardedOperation[] => {
  if (!isExtended(before, after)) {
    return [
      { op: 'test', path: pointer, value: [...before] },
      { op: 'replace', path: pointer, value: [...after] },
    ]
  }
  return after.flatMap((item, i): GuardedOperation[] => {
    const at = join(pointer, i)
    if (i >= before.length) return [{ op: 'add', path: join(pointer, '-'), value: item }]
    const previous = before[i] as Json
    if (isSame(previous, item)) return []
    return [guardItem(field, at, previous), ...changeValue(field, at, previous, item)]
  })
}

const changeValue = (field: string, pointer: string, before: Json, after: Json): GuardedOperation[] => {
  if (isObject(before) && isObject(after)) return guardedPatch(before, after, pointer)
  if (Array.isArray(before) && Array.isArray(after)) return changeList(field, pointer, before, after)
  // Kustomize may have dropped a null, and `replace` needs an existing field.
  return [{ op: before === null ? 'add' : 'replace', path: pointer, value: after }]
}

/**
 * Builds the JSON Patch that turns one value into another. It fails on a value in which a list item at a patched position
 * is another one, or in which a field that it adds already exists.
 * @param pointer the pointer of both values in their document
 */
export const guardedPatch = (before: JsonObject, after: JsonObject, pointer = ''): GuardedOperation[] => [
  ...Object.keys(before)
    .filter((field) => !Object.hasOwn(after, field))
    .map((field): GuardedOperation => ({ op: 'remove', path: join(pointer, field) })),
  ...Object.entries(after).flatMap(([field, value]): GuardedOperation[] => {
    const path = join(pointer, field)
    const previous = before[field]
    if (isSame(previous, value)) return []
    if (previous !== undefined) return changeValue(field, path, previous, value)
    return [
      { op: 'test', path, value: null },
      { op: 'add', path, value },
    ]
  }),
]

/** The namespace that Kustomize assumes for an object that sets none. */
export const DEFAULT_NAMESPACE = 'default'

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Splits an apiVersion; the group of core objects is empty. */
export const splitVersion = (apiVersion: string): { group: string; version: string } => {
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

/** The kinds whose lists Kustomize merges by key, from 4.5 on; in all other kinds it replaces lists. */
const MERGED_KINDS = new Set([
  'v1 Pod',
  'v1 PodTemplate',
  'v1 ReplicationController',
  'v1 ServiceAccount',
  'apps/v1 Deployment',
  'apps/v1 ReplicaSet',
  'apps/v1 StatefulSet',
  'apps/v1 DaemonSet',
  'batch/v1 Job',
  'batch/v1 CronJob',
])

const NO_NAME = 'the object has no name by which a patch could select it'
const NOT_ALONE = 'a patch would also select another object of this kind and name'

const SECRET = 'the patch would contain a secret'

const mergePatch = ({ resource, before, after }: HardenedObject): JsonObject => {
  const { apiVersion, kind, name } = resource
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = strategicMerge(before, after)
  return { apiVersion, kind, metadata: { name, ...(metadata as JsonObject | undefined) }, ...rest }
}

type Body = Pick<Patch, 'body' | 'byPosition'>

const bodiesOf = (object: HardenedObject): Body[] => {
  const { resource, before, after, hasAliases } = object
  const isKnown = MERGED_KINDS.has(`${resource.apiVersion} ${resource.kind}`)
  if (isKnown && !hasAliases && canMerge(before, after)) return [{ body: mergePatch(object), byPosition: false }]
  // While Kustomize builds, every object has annotations, so its metadata cannot be tested and has a patch of its own.
  const old = { ...after, metadata: before.metadata ?? {} }
  const bodies: Body[] = []
  if (!isSame(before, old)) bodies.push({ body: guardedPatch(before, old), byPosition: true })
  if (!isSame(old, after)) bodies.push({ body: mergePatch({ ...object, before: old }), byPosition: false })
  return bodies
}

const hasName = ({ before }: HardenedObject): boolean => {
  const { name } = (before.metadata ?? {}) as JsonObject
  return typeof name === 'string' && name !== ''
}

/**
 * Builds patches that harden the objects of the input: strategic merges where Kustomize can apply them, otherwise JSON
 * Patches that test what they change.
 * @param all every object of the input, to make sure that a patch selects no other object
 */
export const makePatches = (objects: readonly HardenedObject[], all: readonly Resource[]): PatchSet => {
  const patches: Patch[] = []
  const leftOut = objects.flatMap((object) => {
    const target = hasName(object) ? targetOf(object.resource, all) : undefined
    if (target === undefined)
      return object.changes.map((change) => ({ change, reason: hasName(object) ? NOT_ALONE : NO_NAME }))
    const bodies = bodiesOf(object)
    if (bodies.some(({ body }) => maskSecrets(body, object.before) !== body))
      return object.changes.map((change) => ({ change, reason: SECRET }))
    patches.push(...bodies.map((body) => ({ object, target, ...body })))
    return []
  })
  return { patches, leftOut }
}
