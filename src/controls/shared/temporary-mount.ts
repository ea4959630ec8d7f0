import { isObject } from '../../kube/pods.ts'
import { isBelow, type Mount, mountsOf, normalHostPath, volumesOf } from '../../kube/volumes.ts'
import type { Container, Pod } from '../../model.ts'

/** The mount that a container has at `/tmp` or above it. */
export const findTemporaryMount = (container: Container): Mount | undefined =>
  mountsOf(container).find(({ mountPath }) => mountPath !== '' && isBelow(normalHostPath(mountPath), '/tmp'))

/** Whether a mount's volume is an emptyDir. */
export const isEmptyDir = (pod: Pod, mount: Mount): boolean =>
  volumesOf(pod).some(({ name, value }) => name === mount.name && isObject(value.emptyDir))
