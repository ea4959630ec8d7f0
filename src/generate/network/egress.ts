import { mayShareNamespace } from '../../kube/names.ts'
import { asString } from '../../kube/pod/pod.ts'
import type { Json, JsonObject, Pod } from '../../model.ts'
import { generatedName } from '../objects.ts'
import type { HardenedInput } from '../types.ts'
import { flowsTo } from './flows.ts'
import { ownLabels } from './own-labels.ts'
import { portsFrom } from './policy.ts'

/** Whoever resolves names for the cluster: its DNS is a Service in kube-system, or a cache on the node. */
const DNS: JsonObject = {
  ports: [
    { port: 53, protocol: 'TCP' },
    { port: 53, protocol: 'UDP' },
  ],
}

/** The API server's Service, and what stands behind it: a policy is asked after the address is translated. */
const API: JsonObject = {
  ports: [
    { port: 443, protocol: 'TCP' },
    { port: 6443, protocol: 'TCP' },
  ],
}

/** The label that the API server gives to each Namespace: its name (since Kubernetes 1.21). */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name'

/** Whether a pod has a token for the API server, as far as the pod itself tells. */
const hasToken = (pod: Pod): boolean => pod.spec.automountServiceAccountToken !== false

const peerOf = (other: Pod, pod: Pod, { settings }: HardenedInput): JsonObject => {
  const podSelector = { matchLabels: ownLabels(other) }
  const there = asString(other.resource.namespace)
  return there === undefined || mayShareNamespace(there, pod.resource.namespace, settings.namespace)
    ? { podSelector }
    : { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: there } }, podSelector }
}

/** The rules for what pods of the stream may be sent: any of its pods, on the ports that it shows of them. */
const rulesTo = (pod: Pod, stream: HardenedInput): Json[] => {
  const rules = stream.pods
    .filter((other) => Object.keys(ownLabels(other)).length > 0 && other.spec.hostNetwork !== true)
    .map((other): JsonObject => {
      const flows = flowsTo(other, stream)
      const ports = [...portsFrom(flows, 'anywhere'), ...portsFrom(flows, 'cluster')]
      return { to: [peerOf(other, pod, stream)], ports }
    })
    .filter(({ ports }) => (ports as Json[]).length > 0)
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()]
}

/** The NetworkPolicy that lets pods with some labels connect to the stream's own pods, to DNS and, with a token, to the API server. */
export const egressPolicyFor = (pod: Pod, labels: Record<string, string>, stream: HardenedInput): JsonObject => {
  const { kind, name, namespace } = pod.resource
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: generatedName('egress', kind, name), ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Egress'],
      egress: [DNS, ...(hasToken(pod) ? [API] : []), ...rulesTo(pod, stream)],
    },
  }
}
