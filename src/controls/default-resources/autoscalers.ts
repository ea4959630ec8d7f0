import { isCalled, mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type { Container, Evidence, EvidenceContext, InputObject, Json, JsonObject, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** What an autoscaler steers by: the used share of what containers request. Pointers are relative to its spec. */
interface Target {
  resource: string
  /** Absent: all containers of the pod together. */
  container?: string | undefined
  words: string
  pointer: string
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null

const findAutoscalers = (pod: Pod, { input, settings }: EvidenceContext, kinds: readonly string[]): InputObject[] =>
  input.autoscalers.filter(({ resource, value }) => {
    if (!kinds.includes(resource.kind)) return false
    const { targetRef, scaleTargetRef } = asObject(value.spec)
    const { kind = 'Deployment', name } = asObject(scaleTargetRef ?? targetRef)
    const near = mayShareNamespace(resource.namespace, pod.resource.namespace, settings.namespace)
    return near && kind === pod.resource.kind && isCalled({ resource: pod.resource, value: pod.object }, name)
  })

const readMetricTarget = (metric: JsonObject, field: string, pointer: string): Target[] => {
  const source = asObject(metric[field])
  const { type, averageUtilization } = asObject(source.target)
  const share = averageUtilization ?? source.targetAverageUtilization
  const resource = asString(source.name)
  if (resource === undefined || !(isSet(share) || type === 'Utilization')) return []
  const words = `averageUtilization${isSet(share) ? `: ${String(share)}` : ''} of ${resource}`
  return [{ resource, container: asString(source.container), words, pointer: join(pointer, field) }]
}

// autoscaling/v2 (v2beta1 spells the target otherwise); the API server fills in 80 % of the CPU where nothing is named.
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

// https://keda.sh/docs/latest/scalers/cpu/; all other triggers count what does not depend on requests.
const readKedaTargets = (spec: JsonObject): Target[] =>
  asList(spec.triggers).flatMap((item, index): Target[] => {
    const { type, metricType, metadata } = asObject(item)
    const { type: oldType, containerName } = asObject(metadata)
    if ((type !== 'cpu' && type !== 'memory') || (metricType ?? oldType) === 'AverageValue') return []
    const words = `trigger ${type}`
    return [{ resource: type, container: asString(containerName), words, pointer: `/triggers/${index}` }]
  })

/**
 * Clues to autoscalers of the stream that steer the workload by the share of its requests that it uses: they stand
 * still while one of the containers that they look at has no request, and scale otherwise when a request changes.
 * Init containers that end do not count (calculatePodRequests in pkg/controller/podautoscaler of Kubernetes).
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
 * Clues to VerticalPodAutoscalers of the stream that set the amount of a container themselves: its request, and its
 * limit in proportion; under `RequestsOnly` a limit would be the most that they recommend.
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
