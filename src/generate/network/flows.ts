import { mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { selectsLabels } from '../../kube/selectors.ts'
import type { InputObject, Json, JsonObject, Pod } from '../../model.ts'
import { evidenceFor, generatedName, type HardenedInput, isOf, quoteObject } from '../objects.ts'
import { labelsOf } from './labels.ts'
import { annotatedFlows, declaredFlows, type Flow, type FlowSource, probeFlows, resolvePort } from './ports.ts'
import { serviceFlows, servicesOf } from './services.ts'

const POD_MONITOR = 'monitoring.coreos.com/PodMonitor'
const SERVICE_MONITOR = 'monitoring.coreos.com/ServiceMonitor'

/** Returns whether a monitor selects a namespace: those that it names, any, or by default its own. */
const selectsNamespace = (monitor: InputObject, namespace: string | undefined, input: HardenedInput): boolean => {
  const { any, matchNames } = asObject(asObject(monitor.value.spec).namespaceSelector)
  const named = asList(matchNames)
  if (any === true || (named.length > 0 && namespace === undefined)) return true
  const fallback = input.settings.namespace
  if (named.length > 0) return named.some((name) => mayShareNamespace(asString(name), namespace, fallback))
  return mayShareNamespace(monitor.resource.namespace, namespace, fallback)
}

const targetOfService = (service: InputObject, name: Json | undefined): Json | undefined => {
  const found = asList(asObject(service.value.spec).ports)
    .map(asObject)
    .find((port) => port.name !== undefined && port.name === name)
  return found === undefined ? undefined : (found.targetPort ?? found.port)
}

const flowTo = (monitor: InputObject, steps: readonly (string | number)[], port: number): Flow => ({
  port,
  protocol: 'TCP',
  from: 'cluster',
  evidence: evidenceFor(monitor, steps, `${quoteObject(monitor)} scrapes port ${port}`),
})

const flowsOf = (monitor: InputObject, pod: Pod, list: string, targetOf: (endpoint: JsonObject) => Json[]): Flow[] =>
  asList(asObject(monitor.value.spec)[list]).flatMap((item, index) =>
    targetOf(asObject(item)).flatMap((target): Flow[] => {
      const port = resolvePort(pod, target)
      return port === undefined ? [] : [flowTo(monitor, ['spec', list, index], port)]
    }),
  )

/** Finds the flows that PodMonitors and ServiceMonitors declare; Prometheus may run in any namespace. */
export const monitorFlows = (pod: Pod, labels: JsonObject, input: HardenedInput): Flow[] =>
  input.objects.flatMap((monitor): Flow[] => {
    const { selector } = asObject(monitor.value.spec)
    if (!isOf(monitor, POD_MONITOR, SERVICE_MONITOR) || !selectsNamespace(monitor, pod.resource.namespace, input))
      return []
    if (isOf(monitor, POD_MONITOR))
      return selectsLabels(selector, labels)
        ? flowsOf(monitor, pod, 'podMetricsEndpoints', ({ port, portNumber, targetPort }) => [
            port ?? portNumber ?? targetPort ?? null,
          ])
        : []
    return servicesOf(pod, labels, input)
      .filter(({ value }) => selectsLabels(selector, asObject(asObject(value.metadata).labels)))
      .flatMap((service) =>
        flowsOf(monitor, pod, 'endpoints', ({ port, targetPort }) => [
          targetPort ?? targetOfService(service, port) ?? null,
        ]),
      )
  })

/** Finds all connections to a pod that the input declares. */
export const flowsTo = (pod: Pod, input: HardenedInput): Flow[] => {
  const labels = labelsOf(pod)
  return [
    ...serviceFlows(pod, labels, input),
    ...declaredFlows(pod),
    ...probeFlows(pod),
    ...annotatedFlows(pod),
    ...monitorFlows(pod, labels, input),
  ]
}

/** Lists the ports that a source may connect to, sorted; `cluster` omits ports that are open to `anywhere`. */
export const portsFrom = (flows: readonly Flow[], source: FlowSource): JsonObject[] => {
  const keyOf = ({ port, protocol }: Flow): string => `${protocol} ${port}`
  const open = new Set(flows.filter(({ from }) => from === 'anywhere').map(keyOf))
  const wanted = flows.filter((flow) => (source === 'anywhere') === open.has(keyOf(flow)))
  return [...new Map(wanted.map((flow) => [keyOf(flow), flow])).values()]
    .sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1))
    .map(({ port, protocol }) => ({ port, protocol }))
}

/** Any pod of any namespace. */
const CLUSTER: JsonObject = { namespaceSelector: {} }

/**
 * Builds the NetworkPolicy that allows only some ingress flows to the pods with some labels.
 * @param peers whether pods with these labels may also connect to one another on any port
 */
export const policyFor = (
  { resource: { kind, name, namespace } }: Pod,
  labels: Record<string, string>,
  flows: readonly Flow[],
  peers: boolean,
): JsonObject => {
  const anywhere = portsFrom(flows, 'anywhere')
  const cluster = portsFrom(flows, 'cluster')
  const rules: Json[] = [
    ...(anywhere.length === 0 ? [] : [{ ports: anywhere }]),
    ...(cluster.length === 0 ? [] : [{ from: [CLUSTER], ports: cluster }]),
    ...(peers ? [{ from: [{ podSelector: { matchLabels: labels } }] }] : []),
  ]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: generatedName(kind, name), ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress'],
      ...(rules.length === 0 ? {} : { ingress: rules }),
    },
  }
}
