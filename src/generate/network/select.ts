import { mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import { selectsLabels } from '../../kube/selectors.ts'
import type { Objection, Pod } from '../../model.ts'
import { evidenceFor, objectsInNamespaceOf } from '../objects.ts'
import type { HardenedInput } from '../types.ts'
import { labelsOf, ownLabels } from './own-labels.ts'

/** Whether two pods of a stream are one and the same. */
const isSamePod = (one: Pod, other: Pod): boolean =>
  one.document === other.document && one.objectPointer === other.objectPointer

/** Whether a policy of the stream decides already what goes one way; the API takes Ingress for granted. */
export const isIsolated = (pod: Pod, stream: HardenedInput, way: 'Ingress' | 'Egress'): boolean =>
  objectsInNamespaceOf(stream, pod, 'networking.k8s.io/NetworkPolicy', 'extensions/NetworkPolicy').some(({ value }) => {
    const { podSelector, policyTypes, egress } = asObject(value.spec)
    const types = policyTypes === undefined ? ['Ingress', ...(egress === undefined ? [] : ['Egress'])] : policyTypes
    return asList(types).includes(way) && selectsLabels(podSelector, labelsOf(pod))
  })

/** Pods of other workloads that labels select. */
const otherSelectedPods = (
  labels: Record<string, string>,
  pod: Pod,
  stream: HardenedInput,
  matters: (other: Pod) => boolean,
): Pod[] =>
  stream.pods.filter(
    (other) =>
      !isSamePod(other, pod) &&
      mayShareNamespace(other.resource.namespace, pod.resource.namespace, stream.settings.namespace) &&
      selectsLabels({ matchLabels: labels }, labelsOf(other)) &&
      matters(other),
  )

/**
 * The labels to select the pods by: as few as tell them from those of the stream's other workloads, and the pods that
 * they select all the same.
 * @param matters whether a policy would do something to another pod
 */
export const chooseLabels = (
  pod: Pod,
  stream: HardenedInput,
  matters: (other: Pod) => boolean,
): { labels: Record<string, string>; strangers: Pod[] } => {
  const few = ownLabels(pod)
  if (otherSelectedPods(few, pod, stream, matters).length === 0) return { labels: few, strangers: [] }
  const labels = ownLabels(pod, true)
  return { labels, strangers: otherSelectedPods(labels, pod, stream, matters) }
}

/** What speaks against a policy whose name another one has. */
export const objectionToName = (name: string, pod: Pod, stream: HardenedInput): Objection | undefined => {
  const same = objectsInNamespaceOf(stream, pod, 'networking.k8s.io/NetworkPolicy').find(
    (policy) => policy.resource.name === name,
  )
  if (same === undefined) return undefined
  const reason = `a NetworkPolicy "${name}" is there already and selects other pods`
  return { cause: 'api-rule', reason, hint: 'rename it', evidence: [evidenceFor(same, ['metadata', 'name'], name)] }
}
