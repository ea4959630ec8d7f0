import { evidenceAt, objection } from '../../evidence/evidence.ts'
import { groupOf } from '../../kube/kinds/kinds.ts'
import { asObject, asString } from '../../kube/pod/pod.ts'
import { RESTRICTED_CAPABILITIES } from '../../kube/pod/security-context.ts'
import type {
  Container,
  Evidence,
  EvidenceContext,
  InputEvidence,
  InputObject,
  Json,
  Objection,
  Pod,
} from '../../model.ts'
import { join } from '../../pointer.ts'

const ENFORCE = 'pod-security.kubernetes.io/enforce'

/** The controls without which a Namespace that enforces `restricted` refuses a pod. */
const REQUIRED: readonly string[] = ['run-as-non-root', 'drop-capabilities']

/** Whether a Namespace of the input refuses the pod for certain without what a control sets. */
const isRequired = (control: string, pod: Pod, { input, settings }: EvidenceContext): boolean => {
  const namespace = pod.resource.namespace ?? settings.namespace
  return (
    REQUIRED.includes(control) &&
    namespace !== undefined &&
    input.namespaces.some(
      ({ resource, value }) =>
        resource.name === namespace && asObject(asObject(value.metadata).labels)[ENFORCE] === 'restricted',
    )
  )
}

/** Whether a control writes a change to a pod although nothing shows that the workload starts with it. */
export const isAssumed = (control: string, pod: Pod, context: EvidenceContext): boolean =>
  context.assumed.has(control) || isRequired(control, pod, context)

/** The controls that a lock file of images informs, and not e.g. how much memory a container needs. */
const LOCKED: readonly string[] = ['run-as-non-root', 'read-only-root-filesystem', 'drop-capabilities']

/**
 * Objects to a change of which nothing shows whether the container starts with it; undefined if the user assumes that it
 * does, or if a Namespace of the input refuses the pod without the change.
 * @param unknown what is not known, e.g. `the user of the image is unknown`
 * @param settle what would settle it, e.g. `set runAsUser`
 */
export const objectToUnknown = (
  control: string,
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  unknown: string,
  settle: string,
): Objection | undefined => {
  if (isAssumed(control, pod, context)) return undefined
  const image = asString(container.value.image)
  const evidence =
    image === undefined
      ? evidenceAt(pod, container.pointer, `container "${container.name}" has no image`)
      : evidenceAt(pod, `${container.pointer}/image`, `image: ${image}`)
  const isLockable =
    image !== undefined && LOCKED.includes(control) && !context.catalog.locked?.(image).some(({ files }) => files)
  const look = isLockable ? 'look the image up with casehard images lock, describe it' : 'describe the image'
  const hint = `${settle}, ${look} under images in the configuration, or pass --assume`
  return objection(unknown, hint, [evidence], { cause: 'unknown' })
}

const GROUP = /(?:^|\.)openshift\.io$/

/** Annotations and labels of OpenShift, e.g. `openshift.io/scc` and `service.beta.openshift.io/serving-cert-secret-name`. */
const MARK = /^(?:[\w-]+\.)*openshift\.io\//

const SCC_ROLE = /^system:openshift:/

const findMark = (metadata: Json | undefined): { field: string; name: string } | undefined => {
  for (const field of ['annotations', 'labels']) {
    const name = Object.keys(asObject(asObject(metadata)[field])).find((key) => MARK.test(key))
    if (name !== undefined) return { field, name }
  }
  return undefined
}

const signOf = ({ resource, value, at }: InputObject): Evidence | undefined => {
  const { apiVersion, kind, name } = resource
  if (GROUP.test(groupOf(apiVersion)))
    return { source: 'manifest', text: `${kind} "${name}" of ${groupOf(apiVersion)}`, at }
  const mark = findMark(value.metadata)
  if (mark === undefined) return undefined
  const pointer = join(at.pointer, 'metadata', mark.field, mark.name)
  return { source: 'manifest', text: `${mark.name} of ${kind} "${name}"`, at: { document: at.document, pointer } }
}

const findInInput = ({ objects, bindings }: InputEvidence): Evidence[] => {
  for (const object of objects) {
    const sign = signOf(object)
    if (sign !== undefined) return [sign]
  }
  const bound = bindings.find(({ role }) => SCC_ROLE.test(role.name))
  return bound === undefined
    ? []
    : [{ source: 'rbac', text: `${bound.resource.kind} "${bound.resource.name}" of the role "${bound.role.name}"` }]
}

/** The result by input, which is the same for all of its pods. */
const signs = new WeakMap<InputEvidence, Evidence[]>()

/** Finds a sign that the input is for OpenShift: an object of its API groups, its annotations, or its roles, unless the user names the platform. */
export const findOpenShift = (pod: Pod, { input, settings }: EvidenceContext): Evidence[] => {
  if (settings.platform === 'openshift') return [{ source: 'configuration', text: 'platform: openshift' }]
  if (settings.platform !== undefined) return []
  const found = signs.get(input) ?? findInInput(input)
  signs.set(input, found)
  const mark = findMark(pod.metadata)
  if (found.length > 0 || mark === undefined || pod.metadataPointer === undefined) return found
  const at = { document: pod.document, pointer: join(pod.metadataPointer, mark.field, mark.name) }
  return [{ source: 'manifest', text: `${mark.name} of the pod`, at }]
}

/** Objects to a user or group, as OpenShift assigns one of the namespace's range and refuses others. */
export const objectToIds = (pod: Pod, context: EvidenceContext): Objection | undefined => {
  const evidence = findOpenShift(pod, context)
  return evidence.length === 0
    ? undefined
    : objection(
        'the input is for OpenShift, which assigns a user and an fsGroup of the range of the namespace and refuses others',
        'let OpenShift assign the user, or set runAsUser if the service account may use an SCC that allows it',
        evidence,
      )
}

/** Objects to adding capabilities that the SCC restricted-v2 of OpenShift refuses. */
export const objectToAdditions = (
  pod: Pod,
  names: readonly string[],
  context: EvidenceContext,
): Objection | undefined => {
  const refused = names.filter((name) => !RESTRICTED_CAPABILITIES.includes(name))
  const evidence = refused.length === 0 ? [] : findOpenShift(pod, context)
  return evidence.length === 0
    ? undefined
    : objection(
        `the input is for OpenShift, whose SCC restricted-v2 refuses to add ${refused.join(', ')}`,
        'set drop: [ALL] and add: if the service account may use an SCC that allows it',
        evidence,
      )
}
