import { asObject } from '../kube/pod/pod.ts'
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
