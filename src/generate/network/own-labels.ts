import { asObject, asString } from '../../kube/pod/pod.ts'
import type { JsonObject, Pod } from '../../model.ts'
import { isOf, objectOf } from '../objects.ts'
import type { HardenedInput } from '../types.ts'

/** Labels that name the release which a pod belongs to: Helm's own convention and the one before it. */
const RELEASE = ['app.kubernetes.io/instance', 'release']

/** Labels that change from one version of the same workload to the next. */
const VERSION_LABELS =
  /^(?:helm\.sh\/chart|app\.kubernetes\.io\/(?:version|managed-by)|chart|heritage|version|pod-template-hash|controller-revision-hash|(?:batch\.kubernetes\.io\/)?controller-uid|checksum\/.*)$/

/** The label that the Job controller gives to pods. */
const JOB = 'job-name'

type Labels = Record<string, string>

const textsOf = (labels: JsonObject): Labels =>
  Object.fromEntries(Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))

/** The labels that the pods of a workload carry, the Job controller's included. */
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
 * The labels by which a policy can select the pods of a workload and go on doing so after an upgrade: those of its
 * selector and of the release; or all that stay, where `all` asks for it or there is no selector.
 */
export const ownLabels = (pod: Pod, all = false): Labels => {
  const labels = labelsOf(pod)
  if (Object.hasOwn(labels, JOB) && isOf(objectOf(pod), 'batch/Job')) return { [JOB]: labels[JOB] as string }
  const selector = selectorOf(pod)
  const lasting = only(labels, (key) => !VERSION_LABELS.test(key))
  if (all || Object.keys(selector).length === 0) return { ...selector, ...lasting }
  return { ...selector, ...only(labels, (key) => RELEASE.includes(key)) }
}

/** The Namespace object of the stream that a pod goes into. */
const ownsNamespace = (pod: Pod, { objects, settings }: HardenedInput): boolean => {
  const namespace = pod.resource.namespace ?? settings.namespace
  return (
    namespace !== undefined &&
    objects.some((object) => isOf(object, '/Namespace') && object.resource.name === namespace)
  )
}

/**
 * Whether labels can only be those of the stream's own pods: they name the release or the Job, of which a namespace has
 * one, or the namespace is the stream's own.
 */
export const areUnique = (labels: Labels, pod: Pod, stream: HardenedInput): boolean =>
  [...RELEASE, JOB].some((key) => (asString(labels[key]) ?? '') !== '') || ownsNamespace(pod, stream)
