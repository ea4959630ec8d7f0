import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Assessment, Evidence, Pod } from '../model.ts'
import { flowsTo } from './network/flows.ts'
import { isHook, objectionToLabels, objectionToPod } from './network/objections.ts'
import { labelsOf } from './network/own-labels.ts'
import { policyFor } from './network/policy.ts'
import { chooseLabels, isIsolated, objectionToName } from './network/select.ts'
import { isHeadless, servicesOf } from './network/services.ts'
import { evidenceFor, isOf, objectOf, quoteObject } from './objects.ts'
import type { Generator, GeneratorResult, HardenedInput } from './types.ts'

/** So many clues are told; the ports that they speak of stand in the policy. */
const MOST_CLUES = 8

/** Clues to connections between the pods of one workload, whose ports nothing has to declare. */
const peerClues = (pod: Pod, stream: HardenedInput): Evidence[] => {
  const object = objectOf(pod)
  return [
    ...(isOf(object, 'apps/StatefulSet')
      ? [evidenceFor(object, ['kind'], 'the pods of a StatefulSet know one another')]
      : []),
    ...servicesOf(pod, labelsOf(pod), stream)
      .filter(isHeadless)
      .map((service) => evidenceFor(service, ['spec', 'clusterIP'], `${quoteObject(service)} is headless`)),
  ]
}

const judgePod = (pod: Pod, stream: HardenedInput): GeneratorResult => {
  const about = objectOf(pod)
  const path = pod.pointer
  if (isIsolated(pod, stream, 'Ingress')) return { about, pod, assessment: { path, state: 'compliant' } }
  const { labels, strangers } = chooseLabels(
    pod,
    stream,
    (other) => !isHook(other) && flowsTo(other, stream).length > 0,
  )
  const flows = flowsTo(pod, stream)
  const peers = peerClues(pod, stream)
  const added = policyFor(pod, labels, flows, peers.length > 0)
  const objection =
    objectionToPod(pod, stream) ??
    objectionToLabels(labels, pod, stream, strangers) ??
    objectionToName(String(asObject(added.metadata).name), pod, stream)
  const clues = [...flows.map(({ clue: evidence }) => evidence), ...peers]
  const unique = [...new Map(clues.map((evidence) => [JSON.stringify(evidence), evidence])).values()]
  const assessment: Assessment = {
    path,
    state: 'open',
    reason: 'whoever got into the network of the cluster could connect to any port of the pod',
    evidence: unique.slice(0, MOST_CLUES),
    confidence: flows.length > 0 ? 'likely' : 'assumed',
    ...(objection === undefined ? {} : { objection }),
  }
  return { about, pod, assessment, added }
}

const generator: Generator = {
  id: 'network-policies',
  title: 'Pods take connections only on the ports that the stream shows',
  rationale:
    'Without a NetworkPolicy every pod of the cluster can connect to every port of every other pod, so that whoever breaks into one has a way to all.',
  breaks:
    'Connections to ports that no Service, container port, probe, monitor or annotation shows time out, as do those from outside the cluster or from the network of a node where nothing shows that there are any. What the pods connect to themselves is left to network-egress.',
  references: [
    cis('1.12', '5.3.2'),
    nsa('Network policies'),
    kubernetes('Network Policies', 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'),
  ],
  adds: 'a NetworkPolicy for each workload',
  generates: true,
  assess: (stream) =>
    stream.pods.filter((pod) => pod.resource.kind !== 'PodTemplate').map((pod) => judgePod(pod, stream)),
}

export default generator
