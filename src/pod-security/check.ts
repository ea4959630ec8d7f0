import { asObject } from '../kube/pod/pod.ts'
import type { Container, Json, JsonObject, Pod } from '../model.ts'
import { join } from '../pointer.ts'

/** A place in a pod that a check forbids; the pointer, rooted at the document, may name a field that is missing. */
export interface ForbiddenField {
  container?: string
  pointer: string
}

/** What a check asks for in policy versions from 1.`since` on, until its next rule takes over. */
export interface PodSecurityRule {
  since: number
  /** Ids of the Baseline checks that it takes the place of. */
  overrides?: readonly string[]
  find(pod: Pod): ForbiddenField[]
}

/** One check of the Pod Security Standards, by its id in k8s.io/pod-security-admission. */
export interface PodSecurityCheck {
  id: string
  /** What it asks for, as the end of a sentence that says what was found: lower case, no period. */
  asks: string
  /** In ascending order of their versions. */
  rules: readonly PodSecurityRule[]
}

/** The security context of a pod spec or a container. */
export const contextOf = (holder: JsonObject): JsonObject => asObject(holder.securityContext)

/** Whether the API would see a field at all: null is the same as absent. */
export const isGiven = (value: Json | undefined): boolean => value !== undefined && value !== null

/** The place of a field of the pod spec. */
export const inPod = (pod: Pod, ...steps: (string | number)[]): ForbiddenField => ({
  pointer: join(pod.pointer, ...steps),
})

/** The place of a field of a container. */
export const inContainer = (container: Container, ...steps: (string | number)[]): ForbiddenField => ({
  container: container.name,
  pointer: join(container.pointer, ...steps),
})

/** One finding for each security context, the pod's first, whose value at the steps is wrong. */
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

/** Whether user namespaces make a root in the container none on the node (KEP-127). */
export const hasUserNamespace = (pod: Pod): boolean => pod.spec.hostUsers === false

/** Whether the pod says that it runs on Windows in the one way that admission knows. */
export const isDeclaredWindows = (pod: Pod): boolean => asObject(pod.spec.os).name === 'windows'

/** One finding for each container, of any list, whose security context is wrong, at a field of it. */
export const findInOwnContexts = (
  pod: Pod,
  steps: readonly string[],
  isWrong: (context: JsonObject) => boolean,
): ForbiddenField[] =>
  pod.containers
    .filter(({ value }) => isWrong(contextOf(value)))
    .map((container) => inContainer(container, 'securityContext', ...steps))

/** The place of an annotation of the pod; that of the pod where its kind has no metadata for it. */
export const atAnnotation = (pod: Pod, key: string): string =>
  pod.metadataPointer === undefined ? pod.pointer : join(pod.metadataPointer, 'annotations', key)
