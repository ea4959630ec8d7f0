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
  withoutSafeSeccomp,
} from './check.ts'

const VOLUMES = 'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ')

// The API server drops unknown volume sources, and a volume without a source is an emptyDir.
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

/** Finds containers that do not drop ALL. */
export const withoutDropAll = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(
    pod,
    ['capabilities', 'drop'],
    ({ capabilities }) => !asList(asObject(capabilities).drop).includes('ALL'),
  )

/** Finds containers that do not drop ALL, and capabilities added beyond NET_BIND_SERVICE. */
export const capabilities = (pod: Pod): ForbiddenField[] => [
  ...withoutDropAll(pod),
  ...pod.containers.flatMap((container) => addedCapabilities(container, CAPABILITIES)),
]

/** Finds containers that do not set `allowPrivilegeEscalation: false`. */
export const mayEscalate = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(pod, ['allowPrivilegeEscalation'], (context) => context.allowPrivilegeEscalation !== false)

// The pod's value applies to containers that set none, and an explicit false is forbidden at either level.
const runAsNonRoot = (pod: Pod): ForbiddenField[] => [
  ...findInContexts(pod, ['runAsNonRoot'], (value) => value === false),
  ...(contextOf(pod.spec).runAsNonRoot === true
    ? []
    : pod.containers
        .filter(({ value }) => !isGiven(contextOf(value).runAsNonRoot))
        .map((container) => inContainer(container, 'securityContext', 'runAsNonRoot'))),
]

const runAsUser = (pod: Pod): ForbiddenField[] => findInContexts(pod, ['runAsUser'], (value) => value === 0)

/** Limits a finder to Linux: the API server rejects these fields in a pod that declares Windows. */
export const onLinux = (find: (pod: Pod) => ForbiddenField[]) => (pod: Pod) => (isDeclaredWindows(pod) ? [] : find(pod))

const inHostUsers = (find: (pod: Pod) => ForbiddenField[]) => (pod: Pod) => (hasUserNamespace(pod) ? [] : find(pod))

/** Builds rules that exempt Windows pods since 1.25, the first version in which admission reads `spec.os`. */
const untilWindows = (
  since: number,
  find: PodSecurityRule['find'],
  overrides: readonly string[] = [],
): PodSecurityRule[] => [
  { since, overrides, find },
  { since: 25, overrides, find: onLinux(find) },
]

/** The checks that the level Restricted adds to Baseline, with their rules by policy version. */
export const RESTRICTED_CHECKS: readonly PodSecurityCheck[] = [
  {
    id: 'restrictedVolumes',
    requirement: `only these volume types are allowed: ${VOLUMES.join(', ')}`,
    rules: [{ since: 0, overrides: ['hostPathVolumes'], find: volumes }],
  },
  {
    id: 'allowPrivilegeEscalation',
    requirement: 'every container must set allowPrivilegeEscalation: false',
    rules: untilWindows(8, mayEscalate),
  },
  {
    id: 'runAsNonRoot',
    requirement: 'the pod or every container must set runAsNonRoot: true, and none may set false',
    rules: [
      { since: 0, find: runAsNonRoot },
      { since: 35, find: inHostUsers(runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    requirement: 'runAsUser must not be 0',
    rules: [
      { since: 23, find: runAsUser },
      { since: 35, find: inHostUsers(runAsUser) },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    requirement: 'the pod or every container must set the seccomp profile RuntimeDefault or Localhost',
    rules: untilWindows(19, withoutSafeSeccomp, ['seccompProfile_baseline']),
  },
  {
    id: 'capabilities_restricted',
    requirement: 'every container must drop ALL and may add only NET_BIND_SERVICE',
    rules: untilWindows(22, capabilities, ['capabilities_baseline']),
  },
  {
    id: 'procMount_restricted',
    requirement: 'procMount must be Default',
    rules: [{ since: 35, overrides: ['procMount'], find: unmaskedProc }],
  },
]
