import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import { parseQuantity } from '../kube/quantity.ts'
import type { InputObject, Json, JsonObject, Objection, Pod } from '../model.ts'
import {
  createObject,
  evidenceFor,
  finalObjection,
  generatedName,
  isOf,
  namespacesOf,
  objectOf,
  objectsInNamespaceOf,
  objectsOfNamespace,
  operatorsOfNamespace,
  podsOfNamespace,
  quoteObject,
} from './objects.ts'
import type { Generator, GeneratorResult, HardenedInput } from './types.ts'

/** KEDA's own default of maxReplicaCount. */
const KEDA_MOST = 100

const replicaCount = (value: Json | undefined, otherwise = 1): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise

/** How many pods an autoscaler may make of a workload; undefined where none looks after it. */
const scaledTo = (pod: Pod, stream: HardenedInput): number | undefined =>
  objectsInNamespaceOf(stream, pod, 'autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject').flatMap(
    (scaler): number[] => {
      const { scaleTargetRef, maxReplicas, maxReplicaCount } = asObject(scaler.value.spec)
      const { kind, name } = asObject(scaleTargetRef)
      if (name !== pod.resource.name || (asString(kind) ?? 'Deployment') !== pod.resource.kind) return []
      return [
        isOf(scaler, 'keda.sh/ScaledObject') ? replicaCount(maxReplicaCount, KEDA_MOST) : replicaCount(maxReplicas),
      ]
    },
  )[0]

/**
 * The most pods of a workload that run at the same time while nothing is rolled out; undefined where the stream does not
 * tell, as of a DaemonSet, or of a CronJob whose runs may overlap.
 */
export const mostReplicas = (pod: Pod, stream: HardenedInput): number | undefined => {
  const object = objectOf(pod)
  const spec = asObject(pod.object.spec)
  if (isOf(object, '/Pod')) return 1
  if (isOf(object, 'batch/Job')) return replicaCount(spec.parallelism)
  if (isOf(object, 'batch/CronJob')) {
    if (spec.concurrencyPolicy !== 'Forbid' && spec.concurrencyPolicy !== 'Replace') return undefined
    return replicaCount(asObject(asObject(spec.jobTemplate).spec).parallelism)
  }
  if (isOf(object, 'apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', '/ReplicationController'))
    return Math.max(replicaCount(spec.replicas), scaledTo(pod, stream) ?? 0)
  return undefined
}

/** A rollout may run as many new pods as there are old ones. */
const ROLLOUT = 2

const RESOURCES = ['cpu', 'memory'] as const
type Resource = (typeof RESOURCES)[number]

/** What a pod requests, init containers included, which is never less than what counts; undefined where one says nothing. */
const requestOf = (pod: Pod, name: Resource): number | undefined => {
  const amounts = pod.containers
    .filter(({ list }) => list !== 'ephemeralContainers')
    .map(({ value }) => {
      const { requests, limits } = asObject(value.resources)
      return parseQuantity(asObject(requests)[name] ?? asObject(limits)[name])
    })
  return amounts.includes(undefined) ? undefined : amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)
}

const objectionTo = (namespace: InputObject, pods: readonly Pod[], stream: HardenedInput): Objection | undefined => {
  const hidden = operatorsOfNamespace(namespace, stream)
  if (hidden.length > 0)
    return finalObjection(
      'an operator starts pods in the namespace that the stream does not show',
      'write the quota by hand',
      hidden,
    )
  if (pods.length === 0)
    return finalObjection(
      'no pod of the stream goes into the namespace, so that nothing shows an amount',
      'write the quota by hand',
      [],
    )
  const scalers = objectsOfNamespace(namespace, stream, 'autoscaling.k8s.io/VerticalPodAutoscaler')
  if (scalers.length > 0)
    return finalObjection('an autoscaler changes what the pods request', 'write the quota by hand', scalers)
  const uncounted = pods.filter((pod) => mostReplicas(pod, stream) === undefined)
  if (uncounted.length > 0)
    return finalObjection(
      'the stream does not tell how many pods there will be',
      'write the quota by hand',
      uncounted.map(objectOf),
    )
  const silent = pods.filter((pod) => RESOURCES.some((name) => requestOf(pod, name) === undefined))
  return silent.length === 0
    ? undefined
    : finalObjection(
        'a quota would refuse pods that request nothing',
        'give each container requests',
        silent.map(objectOf),
      )
}

/** What all pods of the stream need at the same time, with room for a rollout of all of them. */
const amountsFor = (pods: readonly Pod[], stream: HardenedInput): JsonObject => {
  const sum = (one: (pod: Pod) => number): number =>
    ROLLOUT * pods.reduce((total, pod) => total + one(pod) * (mostReplicas(pod, stream) ?? 0), 0)
  // Amounts are doubles: what is off by a fraction of a millionth must not round up.
  const up = (amount: number): number => Math.ceil(Number(amount.toFixed(6)))
  return {
    pods: String(sum(() => 1)),
    'requests.cpu': `${up(1000 * sum((pod) => requestOf(pod, 'cpu') ?? 0))}m`,
    'requests.memory': `${up(sum((pod) => requestOf(pod, 'memory') ?? 0) / 1024 ** 2)}Mi`,
  }
}

const judgeNamespace = (namespace: InputObject, stream: HardenedInput): GeneratorResult => {
  const path = `${namespace.at.pointer}/metadata/name`
  if (objectsOfNamespace(namespace, stream, '/ResourceQuota').length > 0)
    return { about: namespace, assessment: { path, state: 'compliant' } }
  const pods = podsOfNamespace(namespace, stream)
  const objection = objectionTo(namespace, pods, stream)
  const replicas = pods.map((pod) => {
    const object = objectOf(pod)
    const count = mostReplicas(pod, stream)
    return evidenceFor(object, ['spec', 'replicas'], `${count} pod${count === 1 ? '' : 's'} of ${quoteObject(object)}`)
  })
  return {
    about: namespace,
    assessment: {
      path,
      state: 'open',
      reason: 'what runs in the namespace could take all that the nodes have',
      evidence: objection === undefined ? replicas : [],
      confidence: 'assumed',
      ...(objection === undefined ? {} : { objection }),
    },
    added: createObject(namespace, {
      kind: 'ResourceQuota',
      name: generatedName('quota'),
      spec: { hard: amountsFor(pods, stream) },
    }),
  }
}

const generator: Generator = {
  id: 'resource-quota',
  title: 'A Namespace of the stream takes no more than its pods need, twice over',
  rationale: 'One workload that is scaled without end, or broken into, takes the nodes from all others.',
  breaks:
    'Pods beyond twice what the stream asks for are not started: its controller has an event “exceeded quota”. So are pods of others in the namespace, and those that request nothing.',
  references: [
    nsa('Resource policies'),
    cis('1.12', '5.6.1'),
    kubernetes('Resource Quotas', 'https://kubernetes.io/docs/concepts/policy/resource-quotas/'),
  ],
  adds: 'a ResourceQuota for each Namespace',
  generates: true,
  assess: (stream) => namespacesOf(stream).map((namespace) => judgeNamespace(namespace, stream)),
}

export default generator
