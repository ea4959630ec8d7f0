import { mayShareNamespace } from '../../kube/names.ts'
import { asString } from '../../kube/pod/pod.ts'
import type { Json, JsonObject, Pod } from '../../model.ts'
import { generatedName } from '../objects.ts'
import type { HardenedInput } from '../types.ts'
import { flowsTo } from './flows.ts'
import { ownLabels } from './own-labels.ts'
import { portsFrom } from './policy.ts'

/** Allows DNS to any address: the resolver is a Service in kube-system or a cache on the node. */
const DNS: JsonObject = {
  ports: [
    { port: 53, protocol: 'TCP' },
    { port: 53, protocol: 'UDP' },
  ],
}

/** Allows the ports of the API server's Service and of its endpoints: policies see the address after translation. */
const API: JsonObject = {
  ports: [
    { port: 443, protocol: 'TCP' },
    { port: 6443, protocol: 'TCP' },
  ],
}

/** The label with a Namespace's name, which the API server sets on each since Kubernetes 1.21. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name'

/** Returns whether the pod's own fields let it have a service account token. */
const hasToken = (pod: Pod): boolean => pod.spec.automountServiceAccountToken !== false

const peerOf = (other: Pod, pod: Pod, { settings }: HardenedInput): JsonObject => {
  const podSelector = { matchLabels: ownLabels(other) }
  const there = asString(other.resource.namespace)
  return there === undefined || mayShareNamespace(there, pod.resource.namespace, settings.namespace)
    ? { podSelector }
    : { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: there } }, podSelector }
}

/** Builds the egress rules for the pods of the input: each on the ports that the input declares for it. */
const rulesTo = (pod: Pod, input: HardenedInput): Json[] => {
  const rules = input.pods
    .filter((other) => Object.keys(ownLabels(other)).length > 0 && other.spec.hostNetwork !== true)
    .map((other): JsonObject => {
      const flows = flowsTo(other, input)
      const ports = [...portsFrom(flows, 'anywhere'), ...portsFrom(flows, 'cluster')]
      return { to: [peerOf(other, pod, input)], ports }
    })
    .filter(({ ports }) => (ports as Json[]).length > 0)
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()]
}

/** Builds the NetworkPolicy that allows egress to the pods of the input, to DNS and, with a token, to the API server. */
export const egressPolicyFor = (pod: Pod, labels: Record<string, string>, input: HardenedInput): JsonObject => {
  const { kind, name, namespace } = pod.resource
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: generatedName('egress', kind, name), ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Egress'],
      egress: [DNS, ...(hasToken(pod) ? [API] : []), ...rulesTo(pod, input)],
    },
  }
}
