import { asList, asObject, asString, isObject, isWritable } from '../../kube/pod/pod.ts'
import { isBelow, type Mount, mountsOf, normalHostPath, volumesNamed, WRITABLE_VOLUME } from '../../kube/pod/volumes.ts'
import type { Container, EvidenceContext, JsonObject, Operation, Pod, WantedMount } from '../../model.ts'
import { appendItem, type Rooted, setField } from '../../patch/operations.ts'
import { join, stepsOf } from '../../pointer.ts'
import { seedContainer } from './seed.ts'

/** Finds the mount of a container at `/tmp` or at a parent of it. */
export const findTemporaryMount = (container: Container): Mount | undefined =>
  mountsOf(container).find(({ mountPath }) => mountPath !== '' && isBelow(normalHostPath(mountPath), '/tmp'))

/** Whether a mount's volume is an emptyDir. */
export const isEmptyDir = (pod: Pod, mount: Mount): boolean =>
  volumesNamed(pod, [mount.name]).some(({ value }) => isObject(value.emptyDir))

/** Without this annotation an emptyDir prevents the cluster autoscaler from removing the node. */
export const EVICTION_ANNOTATION = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes'

/**
 * Chooses the volume for written files: the one added for an earlier container, else an unused name.
 * @param isOpen whether it has to have no size limit, because the size of what is copied to it is unknown
 */
const chooseVolume = (pod: Pod, isOpen: boolean): { name: string; present: boolean } => {
  const claims = new Set(
    asList(asObject(pod.object.spec).volumeClaimTemplates).map((item) => asObject(asObject(item).metadata).name),
  )
  for (let number = 1; ; number++) {
    const name = number === 1 ? WRITABLE_VOLUME : `${WRITABLE_VOLUME}-${number}`
    const [taken] = volumesNamed(pod, [name])
    const source = taken?.value.emptyDir
    const ours = isObject(source) && Object.keys(source).every((key) => key === 'sizeLimit' && !isOpen)
    if (ours || (taken === undefined && !claims.has(name))) return { name, present: ours }
  }
}

const annotate = (pod: Pod, volume: string): Operation[] => {
  const { metadataPointer, object, objectPointer } = pod
  if (metadataPointer === undefined || !isWritable(pod, join(metadataPointer, 'annotations', EVICTION_ANNOTATION)))
    return []
  const listed = asString(asObject(pod.metadata.annotations)[EVICTION_ANNOTATION]) ?? ''
  const names = listed.split(',').filter((name) => name.trim() !== '')
  if (names.some((name) => name.trim() === volume)) return []
  // The metadata may be absent, so the steps start at the object.
  const steps = [...stepsOf(metadataPointer.slice(objectPointer.length)), 'annotations', EVICTION_ANNOTATION]
  return setField({ value: object, pointer: objectPointer }, steps, [...names, volume].join(','))
}

/** Builds operations that append items to a list and create it if it is absent. */
const appendItems = (root: Rooted, key: string, items: readonly JsonObject[]): Operation[] => {
  const [first, ...others] = items
  if (first === undefined) return []
  if (!Array.isArray(root.value[key])) return setField(root, [key], [...items])
  const length = asList(root.value[key]).length
  const added = others.map(
    (value, i): Operation => ({ op: 'add', path: join(root.pointer, key, length + 1 + i), value }),
  )
  return [...appendItem(root, [key], first), ...added]
}

/** The directory of a path in the volume, below a directory for its container. */
const subPathOf = (container: Container, path: string): string => `${container.name}${path.replace(/\/+$/, '')}`

/**
 * Builds the operations that mount directories of the pod's emptyDir, and copies that init containers made in their own
 * volumes, and add the init container that copies files of the image. The first container also adds the emptyDir and the
 * annotation for the cluster autoscaler.
 * https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
 * @param sizeLimit of the emptyDir, if it is added
 */
export const mountWritable = (
  pod: Pod,
  container: Container,
  wanted: readonly WantedMount[],
  sizeLimit: string | undefined,
  context: EvidenceContext,
): Operation[] => {
  const copied = wanted.flatMap(({ path, seed }) => (seed ? [path] : []))
  const { name, present } = chooseVolume(pod, copied.length > 0)
  const spec: Rooted = { value: pod.spec, pointer: pod.pointer }
  const mounts = wanted.map(({ path, copy }): JsonObject => {
    if (copy === undefined) return { name, mountPath: path, subPath: subPathOf(container, path) }
    return { name: copy.volume, mountPath: path, ...(copy.subPath === '' ? {} : { subPath: copy.subPath }) }
  })
  const isOurs = wanted.some(({ copy }) => copy === undefined)
  const volume = { name, emptyDir: sizeLimit === undefined ? {} : { sizeLimit } }
  return [
    ...appendItems(container, 'volumeMounts', mounts),
    ...(present || !isOurs ? [] : appendItem(spec, ['volumes'], volume)),
    ...(isOurs ? annotate(pod, name) : []),
    ...(copied.length === 0
      ? []
      : appendItem(spec, ['initContainers'], seedContainer(pod, container, copied, name, context))),
  ]
}
