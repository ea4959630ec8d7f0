import type { CustomKind, InputObject, Json, JsonObject, PodShape, Resource } from '../../model.ts'
import { childOf, join, valueAt } from '../../pointer.ts'
import { groupOf, podShapes, skipReason } from '../kinds/kinds.ts'
import { type Malformed, malformedMetadata, malformedSpec } from './malformed.ts'
import { asObject, asString, isObject, type PodLocation } from './pod.ts'

/** The pods of one object. */
export interface LocatedPods {
  pods: PodLocation[]
  /** Why an object that has pods is skipped. */
  skipped?: string
  /** The object is never applied to a cluster, so it is ignored. */
  local?: true
  /** A field with a type that Kubernetes rejects; there are no pods then. */
  malformed?: Malformed
}

const resourceOf = (value: JsonObject): Resource => {
  const metadata = asObject(value.metadata)
  const generated = asString(metadata.generateName)
  const namespace = asString(metadata.namespace)
  return {
    apiVersion: asString(value.apiVersion) ?? '',
    kind: asString(value.kind) ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    name: asString(metadata.name) ?? (generated === undefined ? '' : `${generated}*`),
  }
}

// The items of a typed list may omit apiVersion and kind; those of a plain List may not.
const inherited = (list: Resource, item: Resource): Resource => {
  const kind = list.kind.slice(0, -'List'.length)
  if (kind === '' || kind === 'Resource') return item
  return { ...item, apiVersion: item.apiVersion || list.apiVersion, kind: item.kind || kind }
}

const isList = (resource: Resource, value: JsonObject): boolean =>
  resource.kind.endsWith('List') && Array.isArray(value.items)

/**
 * Returns the objects of a parsed document in order. A List, a typed list such as DeploymentList, or a ResourceList is
 * replaced by its items, recursively. Values that are not mappings are ignored.
 */
export const objectsOf = (value: Json, document: number): InputObject[] => {
  if (!isObject(value)) return []
  const objects: InputObject[] = []
  const waiting: InputObject[] = [{ resource: resourceOf(value), value, at: { document, pointer: '' } }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { resource, at } = next
    if (!isList(resource, next.value)) {
      objects.push(next)
      continue
    }
    const items = next.value.items as Json[]
    for (let index = items.length - 1; index >= 0; index--) {
      const item = items[index]
      if (!isObject(item)) continue
      const pointer = join(at.pointer, 'items', index)
      waiting.push({ resource: inherited(resource, resourceOf(item)), value: item, at: { document, pointer } })
    }
  }
  return objects
}

const LOCAL_CONFIG = 'config.kubernetes.io/local-config'

/** The pointer of an item of a ResourceList. kpt and Kustomize do not look at the items of a List in it. */
const PACKAGE_ITEM = /^\/items\/\d+$/

/** The groups that Kustomize reads a kustomization in; Flux has a kind of the same name, which clusters serve. */
const KUSTOMIZE_GROUPS = ['', 'kustomize.config.k8s.io']

/**
 * Returns whether an object is local configuration of kpt or Kustomize, which is never applied to a cluster. The
 * annotation keeps only the items of a package from the cluster: kubectl and Helm apply an object that has it.
 */
const isLocal = ({ resource, value, at }: InputObject, inPackage: boolean): boolean => {
  const group = groupOf(resource.apiVersion)
  if (group === 'kpt.dev' || (resource.kind === 'Kustomization' && KUSTOMIZE_GROUPS.includes(group))) return true
  const isItem = inPackage && PACKAGE_ITEM.test(at.pointer)
  return isItem && String(asObject(asObject(value.metadata).annotations)[LOCAL_CONFIG]) === 'true'
}

interface Found {
  value: Json | undefined
  pointer: string
  /** The step for each `*` of the pattern. */
  stars: string[]
}

const resolve = (root: Found, pattern: string): Found[] => {
  let places = [root]
  for (const step of pattern.split('/').slice(1)) {
    places = places.flatMap(({ value, pointer, stars }) => {
      const steps = step === '*' ? Object.keys(Array.isArray(value) ? value : []) : [step]
      return steps.map((at) => ({
        value: childOf(value, at),
        pointer: join(pointer, at),
        stars: step === '*' ? [...stars, at] : stars,
      }))
    })
  }
  return places
}

const metadataAt = (objectPointer: string, shape: PodShape, stars: readonly string[]): string | undefined => {
  let star = 0
  const filled = shape.metadata?.split('/').map((step) => (step === '*' ? (stars[star++] ?? step) : step))
  return filled === undefined ? undefined : objectPointer + filled.join('/')
}

/**
 * Locates the pods and pod templates of an object by its kind's shapes; an absent or null pod spec is no pod.
 * @param inPackage whether the object is in a ResourceList that kpt or Kustomize sent
 */
export const locatePods = (object: InputObject, custom: readonly CustomKind[] = [], inPackage = false): LocatedPods => {
  const { resource, value, at } = object
  const shapes = podShapes(resource.apiVersion, resource.kind, custom)
  if (isLocal(object, inPackage)) {
    const skipped = `it has the annotation ${LOCAL_CONFIG}, so it is not applied to the cluster`
    return shapes === undefined ? { pods: [], local: true } : { pods: [], local: true, skipped }
  }
  if (shapes === undefined) {
    const skipped = skipReason(resource.apiVersion, resource.kind)
    return skipped === undefined ? { pods: [] } : { pods: [], skipped }
  }
  const pods: PodLocation[] = []
  for (const shape of shapes) {
    for (const found of resolve({ value, pointer: at.pointer, stars: [] }, shape.spec)) {
      if (found.value === undefined || found.value === null) continue
      const metadata = metadataAt(at.pointer, shape, found.stars)
      const malformed =
        malformedSpec(found.value, found.pointer) ??
        (metadata === undefined
          ? undefined
          : malformedMetadata(valueAt(value, metadata.slice(at.pointer.length)), metadata))
      if (malformed !== undefined) return { pods: [], malformed }
      const location = { document: at.document, resource, objectPointer: at.pointer, shape, spec: found.pointer }
      pods.push(metadata === undefined ? location : { ...location, metadata })
    }
  }
  return { pods }
}
