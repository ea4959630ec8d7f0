import type { Container, Json, Pod } from '../model.ts'
import { below } from './place.ts'
import {
  contextOf,
  type Finding,
  findInContexts,
  hasUserNamespace,
  inContainer,
  inPod,
  isGiven,
  type PodSecurityCheck,
} from './pod-security-check.ts'
import { asList, asObject } from './pods.ts'

const CAPABILITIES = new Set(
  `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT`.split(
    ' ',
  ),
)

const SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  ...`ip_local_port_range ip_local_reserved_ports ip_unprivileged_port_start ping_group_range tcp_fin_timeout
    tcp_keepalive_intvl tcp_keepalive_probes tcp_keepalive_time tcp_notsent_lowat tcp_rmem tcp_slow_start_after_idle
    tcp_syncookies tcp_wmem`
    .split(/\s+/)
    .map((name) => `net.ipv4.${name}`),
])

const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/'

/** Whether a profile type is one that both levels allow. */
export const isSafeProfile = (type: Json | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost'

const isFilled = (value: Json | undefined): boolean => isGiven(value) && value !== ''

/** The items of `capabilities.add` that are not among the allowed, each at its own place. */
export const addedCapabilities = (container: Container, allowed: ReadonlySet<string>): Finding[] =>
  asList(asObject(contextOf(container.value).capabilities).add).flatMap((name, i) =>
    allowed.has(String(name)) ? [] : [inContainer(container, 'securityContext', 'capabilities', 'add', i)],
  )

// The API fills in the host ports of a Pod on the host network, but not those of a template.
const hostPorts = (pod: Pod): Finding[] => {
  const defaulted = pod.spec.hostNetwork === true && pod.resource.kind === 'Pod'
  return pod.containers.flatMap((container) =>
    asList(container.value.ports).flatMap((port, i) => {
      const { hostPort, containerPort } = asObject(port)
      const implied = defaulted && container.list !== 'ephemeralContainers' ? containerPort : undefined
      return hostPort || implied ? [inContainer(container, 'ports', i, 'hostPort')] : []
    }),
  )
}

const appArmorAnnotations = (pod: Pod): Finding[] =>
  Object.entries(asObject(pod.metadata.annotations)).flatMap(([key, value]) => {
    if (!key.startsWith(APPARMOR_PREFIX) || value === '' || value === 'runtime/default') return []
    if (typeof value === 'string' && value.startsWith('localhost/')) return []
    const pointer = pod.metadataPointer === undefined ? pod.pointer : below(pod.metadataPointer, 'annotations', key)
    return [{ container: key.slice(APPARMOR_PREFIX.length), pointer }]
  })

const probeHosts = (pod: Pod): Finding[] =>
  pod.containers.flatMap((container) =>
    [['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop']]
      .flatMap((steps) => [
        [...steps, 'httpGet', 'host'],
        [...steps, 'tcpSocket', 'host'],
      ])
      .filter((steps) =>
        isFilled(steps.reduce<Json | undefined>((value, step) => asObject(value)[step], container.value)),
      )
      .map((steps) => inContainer(container, ...steps)),
  )

const seLinux = (pod: Pod): Finding[] => [
  ...findInContexts(pod, ['seLinuxOptions', 'type'], (type) => isFilled(type) && !SELINUX_TYPES.includes(String(type))),
  ...findInContexts(pod, ['seLinuxOptions', 'user'], isFilled),
  ...findInContexts(pod, ['seLinuxOptions', 'role'], isFilled),
]

/** Whether a profile of a security context is given and is none of the safe ones. */
export const findUnsafeProfiles = (pod: Pod, field: string): Finding[] =>
  findInContexts(pod, [field], (profile) => isGiven(profile) && !isSafeProfile(asObject(profile).type))

/** The containers whose `procMount` is not the default one. */
export const unmaskedProc = (pod: Pod): Finding[] =>
  pod.containers
    .filter(({ value }) => ![undefined, null, 'Default'].includes(contextOf(value).procMount as string))
    .map((container) => inContainer(container, 'securityContext', 'procMount'))

/** The checks of the level Baseline, policy version 1.37. */
export const BASELINE_CHECKS: readonly PodSecurityCheck[] = [
  {
    id: 'privileged',
    find: (pod) =>
      pod.containers
        .filter(({ value }) => contextOf(value).privileged === true)
        .map((container) => inContainer(container, 'securityContext', 'privileged')),
  },
  {
    id: 'hostNamespaces',
    find: (pod) =>
      ['hostNetwork', 'hostPID', 'hostIPC']
        .filter((field) => pod.spec[field] === true)
        .map((field) => inPod(pod, field)),
  },
  {
    id: 'hostPathVolumes',
    find: (pod) =>
      asList(pod.spec.volumes).flatMap((volume, i) =>
        isGiven(asObject(volume).hostPath) ? [inPod(pod, 'volumes', i, 'hostPath')] : [],
      ),
  },
  { id: 'hostPorts', find: hostPorts },
  {
    id: 'capabilities_baseline',
    find: (pod) => pod.containers.flatMap((container) => addedCapabilities(container, CAPABILITIES)),
  },
  {
    id: 'appArmorProfile',
    find: (pod) => [...findUnsafeProfiles(pod, 'appArmorProfile'), ...appArmorAnnotations(pod)],
  },
  { id: 'seLinuxOptions', find: seLinux },
  { id: 'procMount', find: (pod) => (hasUserNamespace(pod) ? [] : unmaskedProc(pod)) },
  { id: 'seccompProfile_baseline', find: (pod) => findUnsafeProfiles(pod, 'seccompProfile') },
  {
    id: 'sysctls',
    find: (pod) =>
      asList(contextOf(pod.spec).sysctls).flatMap((sysctl, i) =>
        SYSCTLS.has(String(asObject(sysctl).name)) ? [] : [inPod(pod, 'securityContext', 'sysctls', i)],
      ),
  },
  {
    id: 'windowsHostProcess',
    find: (pod) => findInContexts(pod, ['windowsOptions', 'hostProcess'], (value) => value === true),
  },
  { id: 'hostProbesAndHostLifecycle', find: probeHosts },
]
