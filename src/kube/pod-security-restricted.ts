import type { Pod } from '../model.ts'
import { addedCapabilities, findUnsafeProfiles, isSafeProfile, unmaskedProc } from './pod-security-baseline.ts'
import {
  contextOf,
  type Finding,
  findInContexts,
  hasUserNamespace,
  inContainer,
  inPod,
  isDeclaredWindows,
  isGiven,
  type PodSecurityCheck,
} from './pod-security-check.ts'
import { asList, asObject } from './pods.ts'

const VOLUMES = 'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ')

// What is no volume source at all the API drops, and makes the volume an emptyDir.
const OTHER_VOLUMES =
  `awsElasticBlockStore azureDisk azureFile cephfs cinder fc flexVolume flocker gcePersistentDisk gitRepo glusterfs
  hostPath iscsi nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume`.split(/\s+/)

const CAPABILITIES = new Set(['NET_BIND_SERVICE'])

const volumes = (pod: Pod): Finding[] =>
  asList(pod.spec.volumes).flatMap((item, i) => {
    const volume = asObject(item)
    const source = OTHER_VOLUMES.find((name) => isGiven(volume[name]))
    const allowed = VOLUMES.some((name) => isGiven(volume[name]))
    return allowed || source === undefined ? [] : [inPod(pod, 'volumes', i, source)]
  })

const withoutAll = (pod: Pod): Finding[] =>
  pod.containers
    .filter(({ value }) => !asList(asObject(contextOf(value).capabilities).drop).includes('ALL'))
    .map((container) => inContainer(container, 'securityContext', 'capabilities', 'drop'))

// The pod's word counts for the containers that say nothing, and a wrong word anywhere is wrong.
const runAsNonRoot = (pod: Pod): Finding[] => [
  ...findInContexts(pod, ['runAsNonRoot'], (value) => value === false),
  ...(contextOf(pod.spec).runAsNonRoot === true
    ? []
    : pod.containers
        .filter(({ value }) => !isGiven(contextOf(value).runAsNonRoot))
        .map((container) => inContainer(container, 'securityContext', 'runAsNonRoot'))),
]

const seccomp = (pod: Pod): Finding[] => [
  ...findUnsafeProfiles(pod, 'seccompProfile'),
  ...(isSafeProfile(asObject(contextOf(pod.spec).seccompProfile).type)
    ? []
    : pod.containers
        .filter(({ value }) => !isGiven(contextOf(value).seccompProfile))
        .map((container) => inContainer(container, 'securityContext', 'seccompProfile'))),
]

const onLinux = (find: (pod: Pod) => Finding[]) => (pod: Pod) => (isDeclaredWindows(pod) ? [] : find(pod))
const inHostUsers = (find: (pod: Pod) => Finding[]) => (pod: Pod) => (hasUserNamespace(pod) ? [] : find(pod))

/** The checks that the level Restricted adds to Baseline, policy version 1.37. */
export const RESTRICTED_CHECKS: readonly PodSecurityCheck[] = [
  { id: 'restrictedVolumes', overrides: ['hostPathVolumes'], find: volumes },
  {
    id: 'allowPrivilegeEscalation',
    find: onLinux((pod) =>
      pod.containers
        .filter(({ value }) => contextOf(value).allowPrivilegeEscalation !== false)
        .map((container) => inContainer(container, 'securityContext', 'allowPrivilegeEscalation')),
    ),
  },
  { id: 'runAsNonRoot', find: inHostUsers(runAsNonRoot) },
  { id: 'runAsUser', find: inHostUsers((pod) => findInContexts(pod, ['runAsUser'], (value) => value === 0)) },
  { id: 'seccompProfile_restricted', overrides: ['seccompProfile_baseline'], find: onLinux(seccomp) },
  {
    id: 'capabilities_restricted',
    overrides: ['capabilities_baseline'],
    find: onLinux((pod) => [
      ...withoutAll(pod),
      ...pod.containers.flatMap((container) => addedCapabilities(container, CAPABILITIES)),
    ]),
  },
  { id: 'procMount_restricted', overrides: ['procMount'], find: unmaskedProc },
]
