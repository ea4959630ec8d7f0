import type { Json, JsonObject, Pod } from '../../model.ts'
import { generatedName } from '../objects.ts'
import type { Flow, FlowSource } from './ports.ts'

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
