import { asList, asObject } from '../kube/pod/pod.ts'
import type { Pod } from '../model.ts'
import { addedCapabilities, unmaskedProc } from './baseline.ts'
import {
  contextOf,
  type ForbiddenField,
  findInContexts,
  findInOwnContexts,
  hasUserNamespace,
  inContainer,
  inPod,
  isDeclaredWindows,
  isGiven,
  type PodSecurityCheck,
  type PodSecurityRule,
} from './check.ts'
import { withoutSafeSeccomp } from './fields.ts'

const VOLUMES = 'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ')

// What is no volume source at all the API drops, and makes the volume an emptyDir.
const OTHER_VOLUMES =
  `awsElasticBlockStore azureDisk azureFile cephfs cinder fc flexVolume flocker gcePersistentDisk gitRepo glusterfs
  hostPath iscsi nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume`.split(/\s+/)

const CAPABILITIES = new Set(['NET_BIND_SERVICE'])

const volumes = (pod: Pod): ForbiddenField[] =>
  asList(pod.spec.volumes).flatMap((item, i) => {
    const volume = asObject(item)
    const source = OTHER_VOLUMES.find((name) => isGiven(volume[name]))
    const allowed = VOLUMES.some((name) => isGiven(volume[name]))
    return allowed || source === undefined ? [] : [inPod(pod, 'volumes', i, source)]
  })

/** Containers that do not drop all capabilities. */
export const withoutDropAll = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(
    pod,
    ['capabilities', 'drop'],
    ({ capabilities }) => !asList(asObject(capabilities).drop).includes('ALL'),
  )

/** Containers that do not drop all capabilities, and what they add beyond NET_BIND_SERVICE. */
export const capabilities = (pod: Pod): ForbiddenField[] => [
  ...withoutDropAll(pod),
  ...pod.containers.flatMap((container) => addedCapabilities(container, CAPABILITIES)),
]

/** Containers that do not say `allowPrivilegeEscalation: false`. */
export const mayEscalate = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(pod, ['allowPrivilegeEscalation'], (context) => context.allowPrivilegeEscalation !== false)

// The pod's word counts for the containers that say nothing, and a wrong word anywhere is wrong.
const runAsNonRoot = (pod: Pod): ForbiddenField[] => [
  ...findInContexts(pod, ['runAsNonRoot'], (value) => value === false),
  ...(contextOf(pod.spec).runAsNonRoot === true
    ? []
    : pod.containers
        .filter(({ value }) => !isGiven(contextOf(value).runAsNonRoot))
        .map((container) => inContainer(container, 'securityContext', 'runAsNonRoot'))),
]

const runAsUser = (pod: Pod): ForbiddenField[] => findInContexts(pod, ['runAsUser'], (value) => value === 0)

/** What a check finds on Linux alone: the API takes none of these fields of a pod that declares Windows. */
export const onLinux = (find: (pod: Pod) => ForbiddenField[]) => (pod: Pod) => (isDeclaredWindows(pod) ? [] : find(pod))

const inHostUsers = (find: (pod: Pod) => ForbiddenField[]) => (pod: Pod) => (hasUserNamespace(pod) ? [] : find(pod))

/** A rule that lets Windows pods off since 1.25, when admission learnt to know them. */
const untilWindows = (
  since: number,
  find: PodSecurityRule['find'],
  overrides: readonly string[] = [],
): PodSecurityRule[] => [
  { since, overrides, find },
  { since: 25, overrides, find: onLinux(find) },
]

/** The checks that the level Restricted adds to Baseline, by policy version. */
export const RESTRICTED_CHECKS: readonly PodSecurityCheck[] = [
  {
    id: 'restrictedVolumes',
    asks: `volumes may only be of these types: ${VOLUMES.join(', ')}`,
    rules: [{ since: 0, overrides: ['hostPathVolumes'], find: volumes }],
  },
  {
    id: 'allowPrivilegeEscalation',
    asks: 'every container has to say allowPrivilegeEscalation: false',
    rules: untilWindows(8, mayEscalate),
  },
  {
    id: 'runAsNonRoot',
    asks: 'the pod or every container has to say runAsNonRoot: true, and none of them false',
    rules: [
      { since: 0, find: runAsNonRoot },
      { since: 35, find: inHostUsers(runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    asks: 'no user may be root',
    rules: [
      { since: 23, find: runAsUser },
      { since: 35, find: inHostUsers(runAsUser) },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    asks: 'the pod or every container has to have the seccomp profile RuntimeDefault or Localhost, and none another',
    rules: untilWindows(19, withoutSafeSeccomp, ['seccompProfile_baseline']),
  },
  {
    id: 'capabilities_restricted',
    asks: 'every container has to drop ALL and may add NET_BIND_SERVICE alone',
    rules: untilWindows(22, capabilities, ['capabilities_baseline']),
  },
  {
    id: 'procMount_restricted',
    asks: '/proc has to stay masked',
    rules: [{ since: 35, overrides: ['procMount'], find: unmaskedProc }],
  },
]
