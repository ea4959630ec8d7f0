import { asList, asObject, asString, isObject } from '../../kube/pods.ts'
import { isWritable } from '../../kube/shape.ts'
import { isBelow, type Mount, mountsOf, normalHostPath, volumesOf } from '../../kube/volumes.ts'
import type { Container, Operation, Pod } from '../../model.ts'
import type { Rooted } from '../../patch/operations.ts'
import { appendItem, setField } from '../../patch/operations.ts'
import { join, stepsOf } from '../../patch/pointer.ts'

/** Without it an emptyDir keeps the cluster autoscaler from removing the node under the pod. */
export const EVICTION_ANNOTATION = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes'

const DIRECTORY = '/tmp'
const VOLUME = 'casehard-tmp'

/** The mount that a container has at `/tmp` or above it. */
export const findTemporaryMount = (container: Container): Mount | undefined =>
  mountsOf(container).find(({ mountPath }) => mountPath !== '' && isBelow(normalHostPath(mountPath), DIRECTORY))

/** Whether a mount's volume is an emptyDir. */
export const isEmptyDir = (pod: Pod, mount: Mount): boolean =>
  volumesOf(pod).some(({ name, value }) => name === mount.name && isObject(value.emptyDir))

/** Whether the kind of the pod keeps a volume and a mount that is added to this container. */
export const takesMounts = (pod: Pod, container: Container): boolean =>
  container.list !== 'ephemeralContainers' &&
  isWritable(pod, join(pod.pointer, 'volumes', 0)) &&
  isWritable(pod, join(container.pointer, 'volumeMounts', 0))

/** The name of the volume for temporary files: that of an earlier container's, else one that nothing has. */
const chooseVolume = (pod: Pod): { name: string; present: boolean } => {
  const volumes = volumesOf(pod)
  const claims = asList(asObject(pod.object.spec).volumeClaimTemplates).map(
    (item) => asObject(asObject(item).metadata).name,
  )
  for (let number = 1; ; number++) {
    const name = number === 1 ? VOLUME : `${VOLUME}-${number}`
    const taken = volumes.find((volume) => volume.name === name)
    const ours = isObject(taken?.value.emptyDir) && Object.keys(taken.value.emptyDir).length === 0
    if (ours || (taken === undefined && !claims.includes(name))) return { name, present: ours }
  }
}

const annotate = (pod: Pod, volume: string): Operation[] => {
  const { metadataPointer, object, objectPointer } = pod
  if (metadataPointer === undefined || !isWritable(pod, join(metadataPointer, 'annotations', EVICTION_ANNOTATION)))
    return []
  const listed = asString(asObject(pod.metadata.annotations)[EVICTION_ANNOTATION]) ?? ''
  const names = listed.split(',').filter((name) => name.trim() !== '')
  if (names.some((name) => name.trim() === volume)) return []
  // The metadata itself may be absent, so the way to it starts at the object.
  const steps = [...stepsOf(metadataPointer.slice(objectPointer.length)), 'annotations', EVICTION_ANNOTATION]
  return setField({ value: object, pointer: objectPointer }, steps, [...names, volume].join(','))
}

/**
 * Operations that give a container a `/tmp` of its own: a directory of the pod's one emptyDir for temporary files, which
 * is made and named to the autoscaler where an earlier container has not done so.
 * https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
 */
export const mountTemporaryDirectory = (pod: Pod, container: Container): Operation[] => {
  const { name, present } = chooseVolume(pod)
  const spec: Rooted = { value: pod.spec, pointer: pod.pointer }
  const mount = { name, mountPath: DIRECTORY, subPath: container.name }
  return [
    ...appendItem(container, ['volumeMounts'], mount),
    ...(present ? [] : appendItem(spec, ['volumes'], { name, emptyDir: {} })),
    ...annotate(pod, name),
  ]
}
