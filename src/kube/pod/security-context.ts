import type { Container, Json, JsonObject, Pod } from '../../model.ts'
import { asList, asObject } from './pod.ts'

/** The `securityContext` of a pod spec or of a container; empty where it is absent or no mapping. */
export const securityContextOf = (holder: JsonObject): JsonObject => asObject(holder.securityContext)

/** A field of one `securityContext`; null counts as absent, as it does for the API server. */
export const ownField = (holder: JsonObject, field: string): Json | undefined => {
  const context = securityContextOf(holder)
  return Object.hasOwn(context, field) ? (context[field] ?? undefined) : undefined
}

/** What holds for a container: its own field, else the pod's (only fields that both levels know have a second level). */
export const effective = (pod: Pod, container: Container, field: string): Json | undefined =>
  ownField(container.value, field) ?? ownField(pod.spec, field)

/** Whether the container is privileged. */
export const isPrivileged = (container: Container): boolean => ownField(container.value, 'privileged') === true

const capabilities = (container: Container, list: 'add' | 'drop'): string[] =>
  asList(asObject(ownField(container.value, 'capabilities'))[list]).filter((name) => typeof name === 'string')

/** The names in `capabilities.add`, verbatim and in order. */
export const addedCapabilities = (container: Container): string[] => capabilities(container, 'add')

/** The names in `capabilities.drop`, verbatim and in order. */
export const droppedCapabilities = (container: Container): string[] => capabilities(container, 'drop')

/** The numeric user that the manifest gives a container, its own or the pod's; undefined where only the image knows. */
export const declaredUser = (pod: Pod, container: Container): number | undefined => {
  const user = effective(pod, container, 'runAsUser')
  return typeof user === 'number' ? user : undefined
}

/** Whether the manifest itself rules root out: a user other than 0, or `runAsNonRoot: true`, which the kubelet enforces. */
export const isDeclaredNonRoot = (pod: Pod, container: Container): boolean => {
  const user = declaredUser(pod, container)
  return user === undefined ? effective(pod, container, 'runAsNonRoot') === true : user !== 0
}

/** Where the user of a container is declared: the container's own `runAsUser` if it has one, else the pod's. */
export const userPointer = (pod: Pod, container: Container): string =>
  `${ownField(container.value, 'runAsUser') === undefined ? pod.pointer : container.pointer}/securityContext/runAsUser`
