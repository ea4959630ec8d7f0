import { asList, asObject } from '../kube/pod/pod.ts'
import type { Container, Json, JsonObject, Pod } from '../model.ts'
import { join } from '../pointer.ts'

/** A field that a check forbids. The pointer is rooted at the document; a required field that is unset has one too. */
export interface ForbiddenField {
  container?: string
  pointer: string
}

/** A check's rule for the policy versions from 1.`since` up to the check's next rule. */
export interface PodSecurityRule {
  since: number
  /** Ids of the Baseline checks that it replaces. */
  overrides?: readonly string[]
  find(pod: Pod): ForbiddenField[]
}

/** One check of the Pod Security Standards, by its id in k8s.io/pod-security-admission. */
export interface PodSecurityCheck {
  id: string
  /** The requirement, which follows the state found in a reason: lower case, no period. */
  requirement: string
  /** In ascending order of their versions. */
  rules: readonly PodSecurityRule[]
}

/** Returns the security context of a pod spec or a container. */
export const contextOf = (holder: JsonObject): JsonObject => asObject(holder.securityContext)

/** Returns whether a field is set for the API server, for which null is the same as absent. */
export const isGiven = (value: Json | undefined): boolean => value !== undefined && value !== null

/** Makes the result for a field of the pod spec. */
export const inPod = (pod: Pod, ...steps: (string | number)[]): ForbiddenField => ({
  pointer: join(pod.pointer, ...steps),
})

/** Makes the result for a field of a container. */
export const inContainer = (container: Container, ...steps: (string | number)[]): ForbiddenField => ({
  container: container.name,
  pointer: join(container.pointer, ...steps),
})

/** Finds the security contexts, the pod's first, with a forbidden value at `steps`. */
export const findInContexts = (
  pod: Pod,
  steps: readonly string[],
  isWrong: (value: Json | undefined) => boolean,
): ForbiddenField[] => {
  const valueIn = (holder: JsonObject): Json | undefined =>
    steps.reduce<Json | undefined>((value, step) => asObject(value)[step], contextOf(holder))
  return [
    ...(isWrong(valueIn(pod.spec)) ? [inPod(pod, 'securityContext', ...steps)] : []),
    ...pod.containers
      .filter(({ value }) => isWrong(valueIn(value)))
      .map((container) => inContainer(container, 'securityContext', ...steps)),
  ]
}

/** Returns whether the pod has a user namespace, in which root is unprivileged on the node (KEP-127). */
export const hasUserNamespace = (pod: Pod): boolean => pod.spec.hostUsers === false

/** Returns whether `spec.os` is Windows, the only sign of Windows that Pod Security admission reads. */
export const isDeclaredWindows = (pod: Pod): boolean => asObject(pod.spec.os).name === 'windows'

/** Finds the containers of all lists whose own security context is forbidden; each result is the field at `steps`. */
export const findInOwnContexts = (
  pod: Pod,
  steps: readonly string[],
  isWrong: (context: JsonObject) => boolean,
): ForbiddenField[] =>
  pod.containers
    .filter(({ value }) => isWrong(contextOf(value)))
    .map((container) => inContainer(container, 'securityContext', ...steps))

/** Returns the pointer of a pod's annotation, or the pod's own if its kind has no pod metadata. */
export const atAnnotation = (pod: Pod, key: string): string =>
  pod.metadataPointer === undefined ? pod.pointer : join(pod.metadataPointer, 'annotations', key)

/**
 * Finds host ports. With hostNetwork, the API server sets the hostPort of each containerPort of a Pod, but not of a pod
 * template.
 */
export const hostPorts = (pod: Pod): ForbiddenField[] => {
  const defaulted = pod.spec.hostNetwork === true && pod.resource.kind === 'Pod'
  return pod.containers.flatMap((container) =>
    asList(container.value.ports).flatMap((port, i) => {
      const { hostPort, containerPort } = asObject(port)
      const implied = defaulted && container.list !== 'ephemeralContainers' ? containerPort : undefined
      return hostPort || implied ? [inContainer(container, 'ports', i, 'hostPort')] : []
    }),
  )
}

/** Finds the host namespaces that the pod shares: `hostNetwork`, `hostPID`, `hostIPC`. */
export const hostNamespaces = (pod: Pod, fields = ['hostNetwork', 'hostPID', 'hostIPC']): ForbiddenField[] =>
  fields.filter((field) => pod.spec[field] === true).map((field) => inPod(pod, field))

/** Finds hostPath volumes. */
export const hostPathVolumes = (pod: Pod): ForbiddenField[] =>
  asList(pod.spec.volumes).flatMap((volume, i) =>
    isGiven(asObject(volume).hostPath) ? [inPod(pod, 'volumes', i, 'hostPath')] : [],
  )

/** Finds privileged containers. */
export const privileged = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(pod, ['privileged'], (context) => context.privileged === true)

/** Finds Windows HostProcess pods and containers. */
export const windowsHostProcess = (pod: Pod): ForbiddenField[] =>
  findInContexts(pod, ['windowsOptions', 'hostProcess'], (value) => value === true)

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod'
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/'

/** Returns whether both levels allow a profile type. */
const isSafeProfile = (type: Json | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost'

const isSafeAnnotation = (value: Json): boolean =>
  value === 'runtime/default' || value === 'docker/default' || (typeof value === 'string' && /^localhost\//.test(value))

/** Finds security contexts that set a profile (`seccompProfile`, `appArmorProfile`) other than the safe ones. */
export const findUnsafeProfiles = (pod: Pod, field: string): ForbiddenField[] =>
  findInContexts(pod, [field], (profile) => isGiven(profile) && !isSafeProfile(asObject(profile).type))

const unsafeAnnotations = (pod: Pod): ForbiddenField[] => {
  const annotations = asObject(pod.metadata.annotations)
  const isUnsafe = (key: string): boolean =>
    Object.hasOwn(annotations, key) && isGiven(annotations[key]) && !isSafeAnnotation(annotations[key] as Json)
  return [
    ...(isUnsafe(POD_ANNOTATION) ? [{ pointer: atAnnotation(pod, POD_ANNOTATION) }] : []),
    ...pod.containers
      .filter(({ name }) => isUnsafe(`${CONTAINER_ANNOTATION}${name}`))
      .map(({ name }) => ({ container: name, pointer: atAnnotation(pod, `${CONTAINER_ANNOTATION}${name}`) })),
  ]
}

/** Baseline's rules for seccomp: the alpha annotations, and the field since 1.19. */
export const SECCOMP_BASELINE: readonly PodSecurityRule[] = [
  { since: 0, find: unsafeAnnotations },
  { since: 19, find: (pod) => findUnsafeProfiles(pod, 'seccompProfile') },
]

/** Finds seccomp profiles that Restricted forbids, and containers without one whose pod has no safe profile either. */
export const withoutSafeSeccomp = (pod: Pod): ForbiddenField[] => [
  ...findUnsafeProfiles(pod, 'seccompProfile'),
  ...(isSafeProfile(asObject(contextOf(pod.spec).seccompProfile).type)
    ? []
    : pod.containers
        .filter(({ value }) => !isGiven(contextOf(value).seccompProfile))
        .map((container) => inContainer(container, 'securityContext', 'seccompProfile'))),
]
