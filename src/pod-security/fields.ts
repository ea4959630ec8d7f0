import { asList, asObject } from '../kube/pod/pod.ts'
import type { Json, Pod } from '../model.ts'
import {
  atAnnotation,
  contextOf,
  type ForbiddenField,
  findInContexts,
  findInOwnContexts,
  inContainer,
  inPod,
  isGiven,
  type PodSecurityRule,
} from './check.ts'

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
