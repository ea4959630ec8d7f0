import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Assessment, Objection, Pod } from '../model.ts'
import { egressPolicyFor } from './network/egress.ts'
import { isHook, objectionToLabels, objectionToPod } from './network/objections.ts'
import { chooseLabels, isIsolated, objectionToName } from './network/select.ts'
import { evidenceFor, objectOf } from './objects.ts'
import type { Generator, GeneratorResult, HardenedInput } from './types.ts'

/** Programs have addresses of their own, and what they call outside of the stream nothing in it has to name. */
const UNSEEN: Objection = {
  cause: 'evidence',
  reason: 'no stream shows all that a pod connects to',
  hint: 'if it needs nothing but the pods of the stream, DNS and, with a token, the API server, say network-egress: enforce under controls',
}

const judgePod = (pod: Pod, stream: HardenedInput): GeneratorResult => {
  const about = objectOf(pod)
  const path = pod.pointer
  if (isIsolated(pod, stream, 'Egress')) return { about, pod, assessment: { path, state: 'compliant' } }
  const { labels, strangers } = chooseLabels(pod, stream, (other) => !isHook(other))
  const added = egressPolicyFor(pod, labels, stream)
  const name = String(asObject(added.metadata).name)
  const objection =
    objectionToPod(pod, stream) ??
    objectionToLabels(labels, pod, stream, strangers) ??
    objectionToName(name, pod, stream) ??
    UNSEEN
  const assessment: Assessment = {
    path,
    state: 'open',
    reason: 'whoever got into the pod could connect to anything that the network reaches',
    evidence: [evidenceFor(about, [], 'no NetworkPolicy says what it connects to')],
    confidence: 'assumed',
    objection,
  }
  return { about, pod, assessment, added }
}

const generator: Generator = {
  id: 'network-egress',
  title: 'Pods connect only to the pods of the stream, to DNS and, with a token, to the API server',
  rationale:
    'Whoever breaks into a pod loads further programs from the internet and carries data out, unless a NetworkPolicy stops it.',
  breaks:
    'Connections to anything outside of the stream time out: databases, mail servers, registries, metadata services of a cloud, other releases. So it is held until somebody enforces it.',
  references: [
    cis('1.12', '5.3.2'),
    nsa('Network policies'),
    kubernetes('Network Policies', 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'),
  ],
  adds: 'a NetworkPolicy for each workload, once it is enforced',
  generates: true,
  assess: (stream) =>
    stream.pods.filter((pod) => pod.resource.kind !== 'PodTemplate').map((pod) => judgePod(pod, stream)),
}

export default generator
