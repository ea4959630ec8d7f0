import { objection } from '../../evidence/evidence.ts'
import { mayShareNamespace } from '../../kube/names.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { selectsLabels } from '../../kube/selectors.ts'
import type { JsonObject, Objection, Pod } from '../../model.ts'
import { evidenceFor, type HardenedInput, isOf, objectOf, objectsInNamespaceOf } from '../objects.ts'

/** Labels with the name of a pod's release: Helm's current convention and the one before it. */
const RELEASE = ['app.kubernetes.io/instance', 'release']

/** Labels that change from one version of a workload to the next. */
const VERSION_LABELS =
  /^(?:helm\.sh\/chart|app\.kubernetes\.io\/(?:version|managed-by)|chart|heritage|version|pod-template-hash|controller-revision-hash|(?:batch\.kubernetes\.io\/)?controller-uid|checksum\/.*)$/

/** The label that the Job controller sets on pods. */
const JOB = 'job-name'

type Labels = Record<string, string>

const textsOf = (labels: JsonObject): Labels =>
  Object.fromEntries(Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

/** Returns the labels of a workload's pods, the Job controller's included. */
export const labelsOf = (pod: Pod): Labels => {
  const own = textsOf(asObject(pod.metadata.labels))
  return isOf(objectOf(pod), 'batch/Job') ? { ...own, [JOB]: pod.resource.name } : own
}

const selectorOf = (pod: Pod): Labels => {
  const { selector } = asObject(pod.object.spec)
  const { matchLabels, matchExpressions } = asObject(selector)
  if (isOf(objectOf(pod), '/ReplicationController')) return textsOf(asObject(selector))
  return matchLabels === undefined && matchExpressions === undefined ? {} : textsOf(asObject(matchLabels))
}

const only = (labels: Labels, isWanted: (key: string) => boolean): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => isWanted(key)))

/**
 * Returns labels by which a policy selects the pods of a workload, also after an upgrade: those of its selector and of
 * the release.
 * @param all whether to return all labels that do not change; also the case for a workload without a selector
 */
export const ownLabels = (pod: Pod, all = false): Labels => {
  const labels = labelsOf(pod)
  if (Object.hasOwn(labels, JOB) && isOf(objectOf(pod), 'batch/Job')) return { [JOB]: labels[JOB] as string }
  const selector = selectorOf(pod)
  const lasting = only(labels, (key) => !VERSION_LABELS.test(key))
  if (all || Object.keys(selector).length === 0) return { ...selector, ...lasting }
  return { ...selector, ...only(labels, (key) => RELEASE.includes(key)) }
}

/** Returns whether the input contains the Namespace object of a pod. */
const ownsNamespace = (pod: Pod, { objects, settings }: HardenedInput): boolean => {
  const namespace = pod.resource.namespace ?? settings.namespace
  return (
    namespace !== undefined &&
    objects.some((object) => isOf(object, '/Namespace') && object.resource.name === namespace)
  )
}

/**
 * Returns whether only pods of the input can have the labels: they name the release or the Job, which are unique in a
 * namespace, or the Namespace itself is part of the input.
 */
export const areUnique = (labels: Labels, pod: Pod, input: HardenedInput): boolean =>
  [...RELEASE, JOB].some((key) => (asString(labels[key]) ?? '') !== '') || ownsNamespace(pod, input)

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
