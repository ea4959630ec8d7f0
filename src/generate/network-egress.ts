import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { objection } from '../evidence/evidence.ts'
import { mayShareNamespace } from '../kube/names.ts'
import { asObject, asString } from '../kube/pod/pod.ts'
import type { Assessment, Json, JsonObject, Pod } from '../model.ts'
import { flowsTo, portsFrom } from './network/flows.ts'
import { chooseLabels, isIsolated, objectionToName, ownLabels } from './network/labels.ts'
import { isHook, objectionToLabels, objectionToPod } from './network/objections.ts'
import {
  evidenceFor,
  type Generator,
  type GeneratorResult,
  generatedName,
  type HardenedInput,
  objectOf,
} from './objects.ts'

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
const egressPolicyFor = (pod: Pod, labels: Record<string, string>, input: HardenedInput): JsonObject => {
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

/** Applies to every pod: manifests do not have to name what a program connects to outside of the input. */
const UNKNOWN_DESTINATIONS = objection(
  'the input does not show everything that the pod connects to',
  'if it needs only the pods of the input, DNS and, with a token, the API server, set network-egress: enforce under controls',
)

const assessPod = (pod: Pod, input: HardenedInput): GeneratorResult => {
  const about = objectOf(pod)
  const path = pod.pointer
  if (isIsolated(pod, input, 'Egress')) return { about, pod, assessment: { path, state: 'compliant' } }
  const { labels, strangers } = chooseLabels(pod, input, (other) => !isHook(other))
  const added = egressPolicyFor(pod, labels, input)
  const name = String(asObject(added.metadata).name)
  const found =
    objectionToPod(pod, input) ??
    objectionToLabels(labels, pod, input, strangers) ??
    objectionToName(name, pod, input) ??
    UNKNOWN_DESTINATIONS
  const assessment: Assessment = {
    path,
    state: 'open',
    reason: "no NetworkPolicy restricts the pod's egress traffic",
    evidence: [evidenceFor(about, [], 'no NetworkPolicy for egress selects the pod')],
    confidence: 'assumed',
    objection: found,
  }
  return { about, pod, assessment, added }
}

const generator: Generator = {
  id: 'network-egress',
  title: 'Pods can connect only to the pods of the input, to DNS and, with a token, to the API server',
  rationale:
    'Without a NetworkPolicy for egress, a compromised pod can download tools from the internet and send data out.',
  breaks:
    'Connections to anything outside the input time out: databases, mail servers, registries, cloud metadata services, other releases. The policy is therefore held until the profile or configuration enforces it.',
  references: [
    cis('1.12', '5.3.2'),
    nsa('Network policies'),
    kubernetes('Network Policies', 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'),
  ],
  adds: 'a NetworkPolicy for each workload, if enforced',
  generates: true,
  assess: (input) =>
    input.pods.filter((pod) => pod.resource.kind !== 'PodTemplate').map((pod) => assessPod(pod, input)),
}

export default generator
