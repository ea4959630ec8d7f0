import { asObject, asString } from '../kube/pods.ts'
import type { Json, Pod } from '../model.ts'
import { besidePod, isOf, objectOf } from './objects.ts'
import type { HardenedStream } from './types.ts'

/** KEDA's own default of maxReplicaCount. */
const KEDA_MOST = 100

const count = (value: Json | undefined, otherwise = 1): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise

/** How many pods an autoscaler may make of a workload; undefined where none looks after it. */
const scaledTo = (pod: Pod, stream: HardenedStream): number | undefined =>
  besidePod(stream, pod, 'autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject').flatMap((scaler): number[] => {
    const { scaleTargetRef, maxReplicas, maxReplicaCount } = asObject(scaler.value.spec)
    const { kind, name } = asObject(scaleTargetRef)
    if (name !== pod.resource.name || (asString(kind) ?? 'Deployment') !== pod.resource.kind) return []
    return [isOf(scaler, 'keda.sh/ScaledObject') ? count(maxReplicaCount, KEDA_MOST) : count(maxReplicas)]
  })[0]

/**
 * The most pods of a workload that run at the same time while nothing is rolled out; undefined where the stream does not
 * tell, as of a DaemonSet, or of a CronJob whose runs may overlap.
 */
export const mostReplicas = (pod: Pod, stream: HardenedStream): number | undefined => {
  const object = objectOf(pod)
  const spec = asObject(pod.object.spec)
  if (isOf(object, '/Pod')) return 1
  if (isOf(object, 'batch/Job')) return count(spec.parallelism)
  if (isOf(object, 'batch/CronJob')) {
    if (spec.concurrencyPolicy !== 'Forbid' && spec.concurrencyPolicy !== 'Replace') return undefined
    return count(asObject(asObject(spec.jobTemplate).spec).parallelism)
  }
  if (isOf(object, 'apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', '/ReplicationController'))
    return Math.max(count(spec.replicas), scaledTo(pod, stream) ?? 0)
  return undefined
}
