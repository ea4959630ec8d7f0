import type { Json, JsonObject, Resource } from '../model.ts'
import { guardedPatch } from './guarded-patch.ts'
import { canMerge, strategicMerge } from './strategic-merge.ts'
import { targetOf } from './target.ts'
import type { HardenedObject, Patch, PatchSet } from './types.ts'

/** The kinds whose lists every Kustomize from 4.5 on merges by key; it replaces the lists of all others. */
const KNOWN = new Set([
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

const NO_NAME = 'the object has no name of its own, by which a patch could find it'
const NOT_ALONE = 'the stream has another object of this kind and name, which a patch would find as well'

const mergePatch = ({ resource, before, after }: HardenedObject): JsonObject => {
  const { apiVersion, kind, name } = resource
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = strategicMerge(before, after)
  return { apiVersion, kind, metadata: { name, ...(metadata as JsonObject | undefined) }, ...rest }
}

const bodyOf = (object: HardenedObject): { body: Json; byPosition: boolean } => {
  const { resource, before, after, hasAliases } = object
  const isKnown = KNOWN.has(`${resource.apiVersion} ${resource.kind}`)
  return isKnown && !hasAliases && canMerge(before, after)
    ? { body: mergePatch(object), byPosition: false }
    : { body: guardedPatch(before, after), byPosition: true }
}

const hasName = ({ before }: HardenedObject): boolean => {
  const { name } = (before.metadata ?? {}) as JsonObject
  return typeof name === 'string' && name !== ''
}

/**
 * The patches that make the hardened objects of the ones before: a strategic merge where Kustomize can, else a JSON
 * Patch that tests what it changes.
 * @param all every object of the stream, so that no patch finds another one
 */
export const makePatches = (objects: readonly HardenedObject[], all: readonly Resource[]): PatchSet => {
  const patches: Patch[] = []
  const leftOut = objects.flatMap((object) => {
    const target = hasName(object) ? targetOf(object.resource, all) : undefined
    if (target === undefined)
      return object.changes.map((change) => ({ change, reason: hasName(object) ? NOT_ALONE : NO_NAME }))
    patches.push({ object, target, ...bodyOf(object) })
    return []
  })
  return { patches, leftOut }
}
