import { cis, kubernetes, nsa } from '../controls/shared/references.ts'
import { mayShareNamespace } from '../kube/namespaces.ts'
import { selectsLabels } from '../kube/object-selector.ts'
import { asList, asObject } from '../kube/pods.ts'
import type { Clue, Judgement, Objection, Pod } from '../model.ts'
import { monitorFlows } from './network/monitors.ts'
import { isHook, objectionToLabels, objectionToPod } from './network/objections.ts'
import { labelsOf, ownLabels } from './network/own-labels.ts'
import { policyFor } from './network/policy.ts'
import { annotatedFlows, declaredFlows, type Flow, probeFlows } from './network/ports.ts'
import { isHeadless, serviceFlows, servicesOf } from './network/services.ts'
import { besidePod, clueTo, isOf, objectOf, titled } from './objects.ts'
import type { Finding, Generator, HardenedStream } from './types.ts'

/** So many clues are told; the ports that they speak of stand in the policy. */
const MOST_CLUES = 8

const flowsTo = (pod: Pod, stream: HardenedStream): Flow[] => {
  const labels = labelsOf(pod)
  return [
    ...serviceFlows(pod, labels, stream),
    ...declaredFlows(pod),
    ...probeFlows(pod),
    ...annotatedFlows(pod),
    ...monitorFlows(pod, labels, stream),
  ]
}

/** Whether a policy of the stream decides already what gets in to a pod; the API takes Ingress for granted. */
const isIsolated = (pod: Pod, stream: HardenedStream): boolean =>
  besidePod(stream, pod, 'networking.k8s.io/NetworkPolicy', 'extensions/NetworkPolicy').some(({ value }) => {
    const { podSelector, policyTypes = ['Ingress'] } = asObject(value.spec)
    return asList(policyTypes).includes('Ingress') && selectsLabels(podSelector, labelsOf(pod))
  })

/** Clues to connections between the pods of one workload, whose ports nothing has to declare. */
const peerClues = (pod: Pod, stream: HardenedStream): Clue[] => {
  const object = objectOf(pod)
  return [
    ...(isOf(object, 'apps/StatefulSet')
      ? [clueTo(object, ['kind'], 'the pods of a StatefulSet know one another')]
      : []),
    ...servicesOf(pod, labelsOf(pod), stream)
      .filter(isHeadless)
      .map((service) => clueTo(service, ['spec', 'clusterIP'], `${titled(service)} is headless`)),
  ]
}

/** Pods of other workloads that labels select and that somebody may connect to. */
const strangersTo = (labels: Record<string, string>, pod: Pod, stream: HardenedStream): Pod[] =>
  stream.pods.filter(
    (other) =>
      other.objectPointer + other.document !== pod.objectPointer + pod.document &&
      mayShareNamespace(other.resource.namespace, pod.resource.namespace, stream.settings.namespace) &&
      selectsLabels({ matchLabels: labels }, labelsOf(other)) &&
      !isHook(other) &&
      flowsTo(other, stream).length > 0,
  )

/** The labels to select the pods by: as few as tell them from those of the stream's other workloads. */
const chooseLabels = (pod: Pod, stream: HardenedStream): { labels: Record<string, string>; strangers: Pod[] } => {
  const few = ownLabels(pod)
  if (strangersTo(few, pod, stream).length === 0) return { labels: few, strangers: [] }
  const labels = ownLabels(pod, true)
  return { labels, strangers: strangersTo(labels, pod, stream) }
}

const takenBy = (name: string, pod: Pod, stream: HardenedStream): Objection | undefined => {
  const same = besidePod(stream, pod, 'networking.k8s.io/NetworkPolicy').find((policy) => policy.resource.name === name)
  if (same === undefined) return undefined
  const reason = `a NetworkPolicy "${name}" is there already and selects other pods`
  return { cause: 'api-rule', reason, hint: 'rename it', evidence: [clueTo(same, ['metadata', 'name'], name)] }
}

const judgePod = (pod: Pod, stream: HardenedStream): Finding => {
  const about = objectOf(pod)
  const path = pod.pointer
  if (isIsolated(pod, stream)) return { about, pod, judgement: { path, state: 'compliant' } }
  const { labels, strangers } = chooseLabels(pod, stream)
  const flows = flowsTo(pod, stream)
  const peers = peerClues(pod, stream)
  const added = policyFor(pod, labels, flows, peers.length > 0)
  const against =
    objectionToPod(pod, stream) ??
    objectionToLabels(labels, pod, stream, strangers) ??
    takenBy(String(asObject(added.metadata).name), pod, stream)
  const clues = [...flows.map(({ clue }) => clue), ...peers]
  const unique = [...new Map(clues.map((clue) => [JSON.stringify(clue), clue])).values()]
  const judgement: Judgement = {
    path,
    state: 'open',
    reason: 'whoever got into the network of the cluster could connect to any port of the pod',
    evidence: unique.slice(0, MOST_CLUES),
    confidence: flows.length > 0 ? 'likely' : 'assumed',
    ...(against === undefined ? {} : { against }),
  }
  return { about, pod, judgement, added }
}

const generator: Generator = {
  id: 'network-policies',
  title: 'Pods take connections only on the ports that the stream shows',
  rationale:
    'Without a NetworkPolicy every pod of the cluster can connect to every port of every other pod, so that whoever breaks into one has a way to all.',
  breaks:
    'Connections to ports that no Service, container port, probe, monitor or annotation shows time out, as do those from outside the cluster or from the network of a node where nothing shows that there are any. What the pods connect to themselves is left open.',
  references: [
    cis('1.12', '5.3.2'),
    nsa('Network policies'),
    kubernetes('Network Policies', 'https://kubernetes.io/docs/concepts/services-networking/network-policies/'),
  ],
  adds: 'a NetworkPolicy for each workload',
  generates: true,
  judge: (stream) =>
    stream.pods.filter((pod) => pod.resource.kind !== 'PodTemplate').map((pod) => judgePod(pod, stream)),
}

export default generator
