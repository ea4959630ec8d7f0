import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import { parseQuantity } from '../kube/quantity.ts'
import { formatCount } from '../lib/format.ts'
import type { InputObject, Json, JsonObject, Objection, Pod } from '../model.ts'
import {
  createObject,
  evidenceFor,
  finalObjection,
  type Generator,
  type GeneratorResult,
  generatedName,
  type HardenedInput,
  isOf,
  namespacesOf,
  objectOf,
  objectsInNamespaceOf,
  objectsOfNamespace,
  operatorsOfNamespace,
  podsOfNamespace,
  quoteObject,
} from './objects.ts'

/** KEDA's own default of maxReplicaCount. */
const KEDA_MOST = 100

const replicaCount = (value: Json | undefined, otherwise = 1): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise

/** Returns the most replicas that an autoscaler may set for a workload; undefined if no autoscaler targets it. */
const scaledTo = (pod: Pod, input: HardenedInput): number | undefined =>
  objectsInNamespaceOf(input, pod, 'autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject').flatMap(
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
 * Returns the most pods of a workload that run at the same time outside of a rollout; undefined if the manifest does not
 * determine it, as for a DaemonSet, or for a CronJob whose runs may overlap.
 */
export const mostReplicas = (pod: Pod, input: HardenedInput): number | undefined => {
  const object = objectOf(pod)
  const spec = asObject(pod.object.spec)
  if (isOf(object, '/Pod')) return 1
  if (isOf(object, 'batch/Job')) return replicaCount(spec.parallelism)
  if (isOf(object, 'batch/CronJob')) {
    if (spec.concurrencyPolicy !== 'Forbid' && spec.concurrencyPolicy !== 'Replace') return undefined
    return replicaCount(asObject(asObject(spec.jobTemplate).spec).parallelism)
  }
  if (isOf(object, 'apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', '/ReplicationController'))
    return Math.max(replicaCount(spec.replicas), scaledTo(pod, input) ?? 0)
  return undefined
}

/** A rollout may run as many new pods as there are old ones. */
const ROLLOUT_FACTOR = 2

const RESOURCES = ['cpu', 'memory'] as const
type Resource = (typeof RESOURCES)[number]

/**
 * Sums the requests of a pod's containers, in cores or bytes; undefined if one sets neither request nor limit. Init
 * containers are included, so the sum is never below the pod's effective request.
 */
const requestOf = (pod: Pod, name: Resource): number | undefined => {
  const amounts = pod.containers
    .filter(({ list }) => list !== 'ephemeralContainers')
    .map(({ value }) => {
      const { requests, limits } = asObject(value.resources)
      return parseQuantity(asObject(requests)[name] ?? asObject(limits)[name])
    })
  return amounts.includes(undefined) ? undefined : amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)
}

const objectionTo = (namespace: InputObject, pods: readonly Pod[], input: HardenedInput): Objection | undefined => {
  const hidden = operatorsOfNamespace(namespace, input)
  if (hidden.length > 0)
    return finalObjection(
      'an operator creates pods in the namespace that are not in the input',
      'write the quota by hand',
      hidden,
    )
  if (pods.length === 0)
    return finalObjection(
      'no pod of the input is in the namespace, so the amount is unknown',
      'write the quota by hand',
      [],
    )
  const scalers = objectsOfNamespace(namespace, input, 'autoscaling.k8s.io/VerticalPodAutoscaler')
  if (scalers.length > 0)
    return finalObjection("an autoscaler changes the pods' requests", 'write the quota by hand', scalers)
  const uncounted = pods.filter((pod) => mostReplicas(pod, input) === undefined)
  if (uncounted.length > 0)
    return finalObjection('the number of pods is unknown', 'write the quota by hand', uncounted.map(objectOf))
  const silent = pods.filter((pod) => RESOURCES.some((name) => requestOf(pod, name) === undefined))
  return silent.length === 0
    ? undefined
    : finalObjection(
        'a quota rejects pods that set no requests',
        'set requests for each container',
        silent.map(objectOf),
      )
}

/** Computes the quota's amounts: what all the pods request at the same time, twice over for a rollout of all of them. */
const amountsFor = (pods: readonly Pod[], input: HardenedInput): JsonObject => {
  const sum = (one: (pod: Pod) => number): number =>
    ROLLOUT_FACTOR * pods.reduce((total, pod) => total + one(pod) * (mostReplicas(pod, input) ?? 0), 0)
  // Amounts are doubles: a rounding error below a millionth must not round up.
  const up = (amount: number): number => Math.ceil(Number(amount.toFixed(6)))
  return {
    pods: String(sum(() => 1)),
    'requests.cpu': `${up(1000 * sum((pod) => requestOf(pod, 'cpu') ?? 0))}m`,
    'requests.memory': `${up(sum((pod) => requestOf(pod, 'memory') ?? 0) / 1024 ** 2)}Mi`,
  }
}

const assessNamespace = (namespace: InputObject, input: HardenedInput): GeneratorResult => {
  const path = `${namespace.at.pointer}/metadata/name`
  if (objectsOfNamespace(namespace, input, '/ResourceQuota').length > 0)
    return { about: namespace, assessment: { path, state: 'compliant' } }
  const pods = podsOfNamespace(namespace, input)
  const objection = objectionTo(namespace, pods, input)
  const replicas = pods.map((pod) => {
    const object = objectOf(pod)
    const text = `${formatCount(mostReplicas(pod, input) ?? 0, 'pod')} of ${quoteObject(object)}`
    return evidenceFor(object, ['spec', 'replicas'], text)
  })
  return {
    about: namespace,
    assessment: {
      path,
      state: 'open',
      reason: 'no quota limits the resources that the namespace can use',
      evidence: objection === undefined ? replicas : [],
      confidence: 'assumed',
      ...(objection === undefined ? {} : { objection }),
    },
    added: createObject(namespace, {
      kind: 'ResourceQuota',
      name: generatedName('quota'),
      spec: { hard: amountsFor(pods, input) },
    }),
  }
}

const generator: Generator = {
  id: 'resource-quota',
  title: 'Each Namespace of the input has a quota of twice what its pods request',
  rationale:
    'Without a quota one workload, scaled up by mistake or by an attacker, can use up the nodes of all others.',
  breaks:
    'Pods beyond twice what the input requests are not created: their controller reports the event “exceeded quota”. The quota counts other pods in the namespace too, and pods without requests are rejected.',
  references: [
    nsa('Resource policies'),
    cis('1.12', '5.6.1'),
    kubernetes('Resource Quotas', 'https://kubernetes.io/docs/concepts/policy/resource-quotas/'),
  ],
  adds: 'a ResourceQuota for each Namespace',
  generates: true,
  assess: (input) => namespacesOf(input).map((namespace) => assessNamespace(namespace, input)),
}

export default generator
