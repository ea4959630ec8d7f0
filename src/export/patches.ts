import { maskSecrets } from '../evidence/text/mask.ts'
import type { JsonObject, Resource } from '../model.ts'
import { isSame } from '../yaml/value.ts'
import { guardedPatch } from './guarded-patch.ts'
import { canMerge, strategicMerge } from './strategic-merge.ts'
import { targetOf } from './target.ts'
import type { HardenedObject, Patch, PatchSet } from './types.ts'

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
