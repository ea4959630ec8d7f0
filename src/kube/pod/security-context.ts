import type { Container, Json, JsonObject, Pod } from '../../model.ts'
import { asList, asObject } from './pod.ts'

/** Returns the `securityContext` of a pod spec or container; empty if it is absent or not a mapping. */
export const securityContextOf = (holder: JsonObject): JsonObject => asObject(holder.securityContext)

/** Returns a field of one `securityContext`; null is the same as absent, as for the API server. */
export const ownField = (holder: JsonObject, field: string): Json | undefined => {
  const context = securityContextOf(holder)
  return Object.hasOwn(context, field) ? (context[field] ?? undefined) : undefined
}

/** Returns the effective value of a field for a container: its own, or the pod's if the container sets none. */
export const effective = (pod: Pod, container: Container, field: string): Json | undefined =>
  ownField(container.value, field) ?? ownField(pod.spec, field)

/** Returns whether a container is privileged. */
export const isPrivileged = (container: Container): boolean => ownField(container.value, 'privileged') === true

const capabilities = (container: Container, list: 'add' | 'drop'): string[] =>
  asList(asObject(ownField(container.value, 'capabilities'))[list]).filter((name) => typeof name === 'string')

/** Returns the names in `capabilities.add`, verbatim and in order. */
export const addedCapabilities = (container: Container): string[] => capabilities(container, 'add')

/** Returns the names in `capabilities.drop`, verbatim and in order. */
export const droppedCapabilities = (container: Container): string[] => capabilities(container, 'drop')

/** Returns the effective `runAsUser` of a container; undefined if the manifest sets none, so that the image decides. */
export const declaredUser = (pod: Pod, container: Container): number | undefined => {
  const user = effective(pod, container, 'runAsUser')
  return typeof user === 'number' ? user : undefined
}

/** Returns whether the manifest prevents root: a `runAsUser` other than 0, or `runAsNonRoot: true`. */
export const isDeclaredNonRoot = (pod: Pod, container: Container): boolean => {
  const user = declaredUser(pod, container)
  return user === undefined ? effective(pod, container, 'runAsNonRoot') === true : user !== 0
}

/** Returns the pointer of a container's `runAsUser` if it sets one, otherwise of the pod's. */
export const userPointer = (pod: Pod, container: Container): string =>
  `${ownField(container.value, 'runAsUser') === undefined ? pod.pointer : container.pointer}/securityContext/runAsUser`

/**
 * What the Baseline standard lets a container add: the default capabilities of runtimes without NET_RAW. The admission
 * library compares names verbatim, so `CAP_CHOWN` and `chown` are not among them.
 */
export const BASELINE_CAPABILITIES: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]

/** The one capability that the Restricted standard lets a container add. */
export const RESTRICTED_CAPABILITIES: readonly string[] = ['NET_BIND_SERVICE']
