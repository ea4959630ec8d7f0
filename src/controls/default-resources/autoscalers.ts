import { inNamespace, namesOf } from '../../kube/names.ts'
import { asList, asObject, asString, perPodIn } from '../../kube/pod/pod.ts'
import { groupBy } from '../../lib/words.ts'
import type {
  Container,
  Evidence,
  EvidenceContext,
  InputEvidence,
  InputObject,
  Json,
  JsonObject,
  Pod,
  Resource,
} from '../../model.ts'
import { join } from '../../pointer.ts'

/** A utilization target of an autoscaler, relative to requests. The pointer is relative to its spec. */
interface Target {
  resource: string
  /** Absent for all containers of the pod together. */
  container?: string | undefined
  words: string
  pointer: string
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null

/** The kind and name of the workload that an autoscaler scales. */
const targetOf = ({ value }: InputObject): JsonObject => {
  const { targetRef, scaleTargetRef } = asObject(value.spec)
  return asObject(scaleTargetRef ?? targetRef)
}

interface PlacedAutoscaler {
  autoscaler: InputObject
  resource: Resource
  order: number
}

const byTarget = new WeakMap<InputEvidence, ReadonlyMap<Json | undefined, readonly PlacedAutoscaler[]>>()

const indexByTarget = ({ autoscalers }: InputEvidence): ReadonlyMap<Json | undefined, readonly PlacedAutoscaler[]> =>
  groupBy(
    autoscalers.map((autoscaler, order) => ({ autoscaler, order, resource: autoscaler.resource })),
    ({ autoscaler }) => targetOf(autoscaler).name,
  )

/** Finds the autoscalers of the input that scale a pod's workload, in the order of the input. */
const autoscalersOf = perPodIn((pod, { input, settings }: EvidenceContext): InputObject[] => {
  const { resource, object } = pod
  const index = byTarget.get(input) ?? indexByTarget(input)
  byTarget.set(input, index)
  return namesOf({ resource, value: object })
    .flatMap((name) => inNamespace(index.get(name) ?? [], resource.namespace, settings.namespace))
    .filter(({ autoscaler }) => (targetOf(autoscaler).kind ?? 'Deployment') === resource.kind)
    .sort((a, b) => a.order - b.order)
    .map(({ autoscaler }) => autoscaler)
})

const findAutoscalers = (pod: Pod, context: EvidenceContext, kinds: readonly string[]): InputObject[] =>
  autoscalersOf(pod, context).filter(({ resource }) => kinds.includes(resource.kind))

const readMetricTarget = (metric: JsonObject, field: string, pointer: string): Target[] => {
  const source = asObject(metric[field])
  const { type, averageUtilization } = asObject(source.target)
  const share = averageUtilization ?? source.targetAverageUtilization
  const resource = asString(source.name)
  if (resource === undefined || !(isSet(share) || type === 'Utilization')) return []
  const words = `averageUtilization${isSet(share) ? `: ${String(share)}` : ''} of ${resource}`
  return [{ resource, container: asString(source.container), words, pointer: join(pointer, field) }]
}

// autoscaling/v2, and v2beta1 with another target field. Without metrics the API server sets 80 % of the CPU.
const readHorizontalTargets = (spec: JsonObject): Target[] => {
  const percentage = spec.targetCPUUtilizationPercentage
  if (isSet(percentage))
    return [
      {
        resource: 'cpu',
        words: `targetCPUUtilizationPercentage: ${String(percentage)}`,
        pointer: '/targetCPUUtilizationPercentage',
      },
    ]
  const metrics = asList(spec.metrics)
  if (metrics.length === 0) return [{ resource: 'cpu', words: 'no metrics, which defaults to cpu', pointer: '' }]
  return metrics.flatMap((metric, index) =>
    ['resource', 'containerResource'].flatMap((field) =>
      readMetricTarget(asObject(metric), field, `/metrics/${index}`),
    ),
  )
}

// https://keda.sh/docs/latest/scalers/cpu/; other triggers do not depend on requests.
const readKedaTargets = (spec: JsonObject): Target[] =>
  asList(spec.triggers).flatMap((item, index): Target[] => {
    const { type, metricType, metadata } = asObject(item)
    const { type: oldType, containerName } = asObject(metadata)
    if ((type !== 'cpu' && type !== 'memory') || (metricType ?? oldType) === 'AverageValue') return []
    const words = `trigger ${type}`
    return [{ resource: type, container: asString(containerName), words, pointer: `/triggers/${index}` }]
  })

/**
 * Finds autoscalers in the input that scale the workload by utilization. They do nothing while a container that they
 * measure has no request, and scale at another load if a request changes. Init containers without restart do not count (calculatePodRequests in pkg/controller/podautoscaler of Kubernetes).
 */
export const findUtilizationTargets = (
  pod: Pod,
  container: Container,
  name: string,
  context: EvidenceContext,
): Evidence[] => {
  if (container.list === 'initContainers' && !container.sidecar) return []
  return findAutoscalers(pod, context, ['HorizontalPodAutoscaler', 'ScaledObject']).flatMap(
    ({ resource, value, at }) => {
      const spec = asObject(value.spec)
      const targets = resource.kind === 'ScaledObject' ? readKedaTargets(spec) : readHorizontalTargets(spec)
      return targets
        .filter((target) => target.resource === name && (target.container ?? container.name) === container.name)
        .map(
          ({ words, pointer }): Evidence => ({
            source: 'manifest',
            text: `${words} in ${resource.kind} "${resource.name}"`,
            at: { document: at.document, pointer: `${at.pointer}/spec${pointer}` },
          }),
        )
    },
  )
}

// An unquoted Off is a boolean in YAML 1.1.
const isOff = (mode: Json | undefined): boolean => mode === 'Off' || mode === false

/**
 * Finds VerticalPodAutoscalers in the input that set the amount of a container: its request, and its limit in
 * proportion. With `RequestsOnly` a limit would cap their recommendation.
 * https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/api.md
 */
export const findVerticalAutoscalers = (
  pod: Pod,
  container: Container,
  name: string,
  context: EvidenceContext,
): Evidence[] => {
  if (container.list === 'initContainers' && !container.sidecar) return []
  return findAutoscalers(pod, context, ['VerticalPodAutoscaler']).flatMap(({ resource, value, at }): Evidence[] => {
    const spec = asObject(value.spec)
    const policies = asList(asObject(spec.resourcePolicy).containerPolicies).map(asObject)
    const policyFor = (containerName: string): JsonObject | undefined =>
      policies.find((policy) => policy.containerName === containerName)
    const { mode, controlledResources = ['cpu', 'memory'] } = policyFor(container.name) ?? policyFor('*') ?? {}
    const isIdle = isOff(asObject(spec.updatePolicy).updateMode) || isOff(mode)
    if (isIdle || !asList(controlledResources).includes(name)) return []
    const text = `targetRef.name: ${pod.resource.name} in VerticalPodAutoscaler "${resource.name}"`
    return [{ source: 'manifest', text, at: { document: at.document, pointer: `${at.pointer}/spec/targetRef/name` } }]
  })
}
