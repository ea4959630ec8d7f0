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

/** Ports of the node that containers take; the API gives those of a Pod on the host network, but not of a template. */
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

/** Which of the namespaces of the node the pod takes: `hostNetwork`, `hostPID`, `hostIPC`. */
export const hostNamespaces = (pod: Pod, fields = ['hostNetwork', 'hostPID', 'hostIPC']): ForbiddenField[] =>
  fields.filter((field) => pod.spec[field] === true).map((field) => inPod(pod, field))

/** Volumes that are paths of the node. */
export const hostPathVolumes = (pod: Pod): ForbiddenField[] =>
  asList(pod.spec.volumes).flatMap((volume, i) =>
    isGiven(asObject(volume).hostPath) ? [inPod(pod, 'volumes', i, 'hostPath')] : [],
  )

/** Containers that are privileged. */
export const privileged = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(pod, ['privileged'], (context) => context.privileged === true)

/** Containers, and pods, that are processes of their Windows node. */
export const windowsHostProcess = (pod: Pod): ForbiddenField[] =>
  findInContexts(pod, ['windowsOptions', 'hostProcess'], (value) => value === true)

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod'
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/'

/** Whether a profile type is one that both levels allow. */
const isSafeProfile = (type: Json | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost'

const isSafeAnnotation = (value: Json): boolean =>
  value === 'runtime/default' || value === 'docker/default' || (typeof value === 'string' && /^localhost\//.test(value))

/** Profiles (`seccompProfile`, `appArmorProfile`) of security contexts that are given and none of the safe ones. */
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

/** What Baseline asks of seccomp: of the alpha annotations, and of the field since that exists. */
export const SECCOMP_BASELINE: readonly PodSecurityRule[] = [
  { since: 0, find: unsafeAnnotations },
  { since: 19, find: (pod) => findUnsafeProfiles(pod, 'seccompProfile') },
]

/** Profiles that Restricted forbids, and containers for which neither they nor their pod name one. */
export const withoutSafeSeccomp = (pod: Pod): ForbiddenField[] => [
  ...findUnsafeProfiles(pod, 'seccompProfile'),
  ...(isSafeProfile(asObject(contextOf(pod.spec).seccompProfile).type)
    ? []
    : pod.containers
        .filter(({ value }) => !isGiven(contextOf(value).seccompProfile))
        .map((container) => inContainer(container, 'securityContext', 'seccompProfile'))),
]
