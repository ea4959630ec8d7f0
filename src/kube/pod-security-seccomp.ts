import type { Json, Pod } from '../model.ts'
import {
  atAnnotation,
  contextOf,
  type Finding,
  findInContexts,
  inContainer,
  isGiven,
  type PodSecurityRule,
} from './pod-security-check.ts'
import { asObject } from './pods.ts'

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod'
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/'

/** Whether a profile type is one that both levels allow. */
const isSafeProfile = (type: Json | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost'

const isSafeAnnotation = (value: Json): boolean =>
  value === 'runtime/default' || value === 'docker/default' || (typeof value === 'string' && /^localhost\//.test(value))

/** Profiles (`seccompProfile`, `appArmorProfile`) of security contexts that are given and none of the safe ones. */
export const findUnsafeProfiles = (pod: Pod, field: string): Finding[] =>
  findInContexts(pod, [field], (profile) => isGiven(profile) && !isSafeProfile(asObject(profile).type))

const unsafeAnnotations = (pod: Pod): Finding[] => {
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
export const withoutSafeSeccomp = (pod: Pod): Finding[] => [
  ...findUnsafeProfiles(pod, 'seccompProfile'),
  ...(isSafeProfile(asObject(contextOf(pod.spec).seccompProfile).type)
    ? []
    : pod.containers
        .filter(({ value }) => !isGiven(contextOf(value).seccompProfile))
        .map((container) => inContainer(container, 'securityContext', 'seccompProfile'))),
]
