import { cis, kubernetes, nsa } from '../controls/common/references.ts'
import { asObject } from '../kube/pod/pod.ts'
import type { Assessment, Evidence, Pod } from '../model.ts'
import { flowsTo, policyFor } from './network/flows.ts'
import { chooseLabels, isIsolated, labelsOf, objectionToName } from './network/labels.ts'
import { isHook, objectionToLabels, objectionToPod } from './network/objections.ts'
import { isHeadless, servicesOf } from './network/services.ts'
import {
  evidenceFor,
  type Generator,
  type GeneratorResult,
  type HardenedInput,
  isOf,
  objectOf,
  quoteObject,
} from './objects.ts'

/** The most evidence that is reported; the policy itself lists all ports. */
const MOST_EVIDENCE = 8

/** Finds evidence for connections between the pods of one workload, which need no declared port. */
const findPeerEvidence = (pod: Pod, input: HardenedInput): Evidence[] => {
  const object = objectOf(pod)
  return [
    ...(isOf(object, 'apps/StatefulSet')
      ? [evidenceFor(object, ['kind'], 'the pods of a StatefulSet may connect to one another')]
      : []),
    ...servicesOf(pod, labelsOf(pod), input)
      .filter(isHeadless)
      .map((service) => evidenceFor(service, ['spec', 'clusterIP'], `${quoteObject(service)} is headless`)),
  ]
}

const assessPod = (pod: Pod, input: HardenedInput): GeneratorResult => {
  const about = objectOf(pod)
  const path = pod.pointer
  if (isIsolated(pod, input, 'Ingress')) return { about, pod, assessment: { path, state: 'compliant' } }
  const { labels, strangers } = chooseLabels(pod, input, (other) => !isHook(other) && flowsTo(other, input).length > 0)
  const flows = flowsTo(pod, input)
  const peers = findPeerEvidence(pod, input)
  const added = policyFor(pod, labels, flows, peers.length > 0)
  const objection =
    objectionToPod(pod, input) ??
    objectionToLabels(labels, pod, input, strangers) ??
    objectionToName(String(asObject(added.metadata).name), pod, input)
  const evidence = [...flows.map((flow) => flow.evidence), ...peers]
  const unique = [...new Map(evidence.map((one) => [JSON.stringify(one), one])).values()]
  const assessment: Assessment = {
    path,
    state: 'open',
    reason: "no NetworkPolicy restricts the pod's ingress traffic",
    evidence: unique.slice(0, MOST_EVIDENCE),
    confidence: flows.length > 0 ? 'likely' : 'assumed',
    ...(objection === undefined ? {} : { objection }),
  }
  return { about, pod, assessment, added }
}

const generator: Generator = {
  id: 'network-policies',
  title: 'Pods accept connections only on the ports that the input declares',
  rationale:
    'Without a NetworkPolicy every pod of the cluster can connect to every port of every other pod, so one compromised pod can reach all others.',
  breaks:
    'Connections to ports that no Service, container port, probe, monitor or annotation declares time out, and so do connections from outside the cluster or from node networks unless the input shows them. Egress traffic is left to network-egress.',
  references: [
    cis('1.12', '5.3.2'),
    nsa('Network policies'),
    kubernetes('Network Policies', 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'),
  ],
  adds: 'a NetworkPolicy for each workload',
  generates: true,
  assess: (input) =>
    input.pods.filter((pod) => pod.resource.kind !== 'PodTemplate').map((pod) => assessPod(pod, input)),
}

export default generator
