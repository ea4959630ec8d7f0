import { objection } from '../../evidence/build.ts'
import { mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import { selectsLabels } from '../../kube/selectors.ts'
import type { Objection, Pod } from '../../model.ts'
import { evidenceFor, objectsInNamespaceOf } from '../objects.ts'
import type { HardenedInput } from '../types.ts'
import { labelsOf, ownLabels } from './own-labels.ts'

/** Returns whether two pods belong to the same object. */
const isSamePod = (one: Pod, other: Pod): boolean =>
  one.document === other.document && one.objectPointer === other.objectPointer

/** Returns whether a NetworkPolicy of the input already isolates a pod in a direction; Ingress is the API's default. */
export const isIsolated = (pod: Pod, input: HardenedInput, direction: 'Ingress' | 'Egress'): boolean =>
  objectsInNamespaceOf(input, pod, 'networking.k8s.io/NetworkPolicy', 'extensions/NetworkPolicy').some(({ value }) => {
    const { podSelector, policyTypes, egress } = asObject(value.spec)
    const types = policyTypes === undefined ? ['Ingress', ...(egress === undefined ? [] : ['Egress'])] : policyTypes
    return asList(types).includes(direction) && selectsLabels(podSelector, labelsOf(pod))
  })

/** Returns the pods of other workloads that labels select. */
const otherSelectedPods = (
  labels: Record<string, string>,
  pod: Pod,
  input: HardenedInput,
  matters: (other: Pod) => boolean,
): Pod[] =>
  input.pods.filter(
    (other) =>
      !isSamePod(other, pod) &&
      mayShareNamespace(other.resource.namespace, pod.resource.namespace, input.settings.namespace) &&
      selectsLabels({ matchLabels: labels }, labelsOf(other)) &&
      matters(other),
  )

/**
 * Chooses labels that select a pod: as few as distinguish it from the other workloads of the input. `strangers` are the
 * pods of other workloads that these labels select nevertheless.
 * @param matters returns whether the policy would affect another pod
 */
export const chooseLabels = (
  pod: Pod,
  input: HardenedInput,
  matters: (other: Pod) => boolean,
): { labels: Record<string, string>; strangers: Pod[] } => {
  const few = ownLabels(pod)
  if (otherSelectedPods(few, pod, input, matters).length === 0) return { labels: few, strangers: [] }
  const labels = ownLabels(pod, true)
  return { labels, strangers: otherSelectedPods(labels, pod, input, matters) }
}

/** Finds an objection to the name of a policy: that another policy has it. */
export const objectionToName = (name: string, pod: Pod, input: HardenedInput): Objection | undefined => {
  const same = objectsInNamespaceOf(input, pod, 'networking.k8s.io/NetworkPolicy').find(
    (policy) => policy.resource.name === name,
  )
  if (same === undefined) return undefined
  const reason = `a NetworkPolicy "${name}" already exists and selects other pods`
  return objection(reason, 'rename it', [evidenceFor(same, ['metadata', 'name'], name)], { cause: 'api-rule' })
}
