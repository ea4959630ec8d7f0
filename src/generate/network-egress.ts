import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { objection } from '../evidence/build.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Assessment, Pod } from '../model.ts'
import { egressPolicyFor } from './network/egress.ts'
import { isHook, objectionToLabels, objectionToPod } from './network/objections.ts'
import { chooseLabels, isIsolated, objectionToName } from './network/select.ts'
import { evidenceFor, objectOf } from './objects.ts'
import type { Generator, GeneratorResult, HardenedInput } from './types.ts'

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
    'Connections to anything outside of the input time out: databases, mail servers, registries, cloud metadata services, other releases. The policy is therefore held until the profile or configuration enforces it.',
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
