import type { Container, ContainerList, Json, JsonObject, Pod, PodShape, Resource } from '../../model.ts'
import { childOf, matchesPattern } from '../../pointer.ts'

const OS_LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os']
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

const at = (value: Json | undefined, ...steps: string[]): Json | undefined => steps.reduce(childOf, value)

const itemsAt = (value: Json | undefined, ...steps: string[]): Json[] => {
  const list = at(value, ...steps)
  return Array.isArray(list) ? list : []
}

const isOsExpression = (expression: Json): boolean => {
  const values = itemsAt(expression, 'values')
  return (
    OS_LABELS.includes(String(at(expression, 'key'))) &&
    at(expression, 'operator') === 'In' &&
    values.length > 0 &&
    values.every((value) => value === 'windows')
  )
}

// The terms of a node selector are alternatives, so the pod requires Windows only if each of them does.
const requiresWindowsNode = (spec: JsonObject): boolean => {
  const terms = itemsAt(spec, 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms')
  return terms.length > 0 && terms.every((term) => itemsAt(term, 'matchExpressions').some(isOsExpression))
}

const isHostProcess = (holder: Json): boolean => at(holder, 'securityContext', 'windowsOptions', 'hostProcess') === true

/**
 * Returns whether a pod runs on Windows, by `os.name`, a node selector or required node affinity on the well-known OS
 * labels, or a hostProcess container. Image names are not considered.
 */
export const isWindows = (spec: JsonObject): boolean =>
  at(spec, 'os', 'name') === 'windows' ||
  OS_LABELS.some((label) => at(spec, 'nodeSelector', label) === 'windows') ||
  requiresWindowsNode(spec) ||
  isHostProcess(spec) ||
  ['initContainers', 'containers', 'ephemeralContainers'].some((list) => itemsAt(spec, list).some(isHostProcess))

/** The lists of containers, in the order in which they start. */
export const CONTAINER_LISTS: readonly ContainerList[] = ['initContainers', 'containers', 'ephemeralContainers']

/** The location of a pod in a document; `viewPod` reads the pod again after each change. */
export interface PodLocation {
  document: number
  resource: Resource
  objectPointer: string
  shape: PodShape
  /** Pointers from the document's root, any `*` of the shape resolved. */
  spec: string
  metadata?: string
}

/** Returns whether a value is a mapping. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Returns a mapping, or an empty one for any other value. */
export const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

/** Returns a list, or an empty one for any other value. */
export const asList = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

/** Returns a string, or undefined for any other value. */
export const asString = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** Returns Knative's name for a container without one; other kinds require a name. */
const defaultName = (index: number): string => (index === 0 ? 'user-container' : `user-container-${index}`)

const containersOf = (spec: JsonObject, pointer: string): Container[] =>
  CONTAINER_LISTS.flatMap((list) =>
    asList(spec[list]).map((value, index): Container => {
      const container = asObject(value)
      const sidecar = list === 'initContainers' && container.restartPolicy === 'Always'
      const name = asString(container.name) ?? defaultName(index)
      return { list, index, name, value: container, pointer: `${pointer}/${list}/${index}`, sidecar }
    }),
  )

/**
 * Builds the view of a pod at a location.
 * @param object the current object, with the current `spec` and `metadata` of the pod
 * @param given the pod spec before any control changed it
 */
export const viewPod = (
  location: PodLocation,
  object: JsonObject,
  spec: JsonObject,
  metadata: JsonObject,
  given = spec,
): Pod => {
  const { document, resource, objectPointer, shape } = location
  const pod: Pod = {
    document,
    resource,
    object,
    objectPointer,
    shape,
    spec,
    given,
    pointer: location.spec,
    metadata,
    containers: containersOf(spec, location.spec),
    windows: isWindows(spec),
  }
  if (location.metadata !== undefined) pod.metadataPointer = location.metadata
  return pod
}

/** Returns a container's value in the input, before any control; empty for one that hardening added at the end of its list. */
export const givenValue = (pod: Pod, { list, index }: Container): JsonObject => asObject(asList(pod.given[list])[index])

/** Returns a container as it is in the input, before any control. */
export const asGiven = (pod: Pod, container: Container): Container => ({
  ...container,
  value: givenValue(pod, container),
})

/** Returns whether the pod's kind keeps a field that is set at a pointer; operators drop fields that they do not know. */
export const isWritable = (pod: Pod, pointer: string): boolean => {
  const { writable } = pod.shape
  if (writable === undefined) return true
  if (!pointer.startsWith(`${pod.pointer}/`))
    return pod.metadataPointer !== undefined && pointer.startsWith(`${pod.metadataPointer}/`)
  const own = pointer.slice(pod.pointer.length)
  return writable.some((pattern) => matchesPattern(pattern, own))
}

/**
 * Makes a reader that reads each view of a pod once, for what the assessment of each container needs of the whole pod. A
 * change of the pod makes another view.
 */
export const perPod = <T>(read: (pod: Pod) => T): ((pod: Pod) => T) => {
  const remembered = new WeakMap<Pod, { found: T }>()
  return (pod) => {
    const known = remembered.get(pod)
    if (known !== undefined) return known.found
    const found = read(pod)
    remembered.set(pod, { found })
    return found
  }
}

/** Makes a reader that also reads the rest of the input, which is the same object for all pods of a run. */
export const perPodIn = <T, C extends object>(read: (pod: Pod, context: C) => T): ((pod: Pod, context: C) => T) => {
  const remembered = new WeakMap<Pod, { found: T; context: C }>()
  return (pod, context) => {
    const known = remembered.get(pod)
    if (known?.context === context) return known.found
    const found = read(pod, context)
    remembered.set(pod, { found, context })
    return found
  }
}
