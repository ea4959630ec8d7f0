import { asList, asObject } from '../kube/pod/pod.ts'
import type { Container, Json, Pod } from '../model.ts'
import {
  atAnnotation,
  contextOf,
  type ForbiddenField,
  findInContexts,
  findInOwnContexts,
  findUnsafeProfiles,
  hasUserNamespace,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  inContainer,
  inPod,
  isGiven,
  type PodSecurityCheck,
  type PodSecurityRule,
  privileged,
  SECCOMP_BASELINE,
  windowsHostProcess,
} from './check.ts'

/** The sysctls that each policy version added to the safe ones. */
const ADDED: readonly { since: number; names: readonly string[] }[] = [
  {
    since: 0,
    names: [
      'kernel.shm_rmid_forced',
      'net.ipv4.ip_local_port_range',
      'net.ipv4.ip_unprivileged_port_start',
      'net.ipv4.ping_group_range',
      'net.ipv4.tcp_syncookies',
    ],
  },
  { since: 27, names: ['net.ipv4.ip_local_reserved_ports'] },
  {
    since: 29,
    names: [
      'net.ipv4.tcp_fin_timeout',
      'net.ipv4.tcp_keepalive_intvl',
      'net.ipv4.tcp_keepalive_probes',
      'net.ipv4.tcp_keepalive_time',
    ],
  },
  { since: 32, names: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'] },
  { since: 37, names: ['net.ipv4.tcp_notsent_lowat', 'net.ipv4.tcp_slow_start_after_idle'] },
]

const findBeyond = (pod: Pod, safe: ReadonlySet<string>): ForbiddenField[] =>
  asList(contextOf(pod.spec).sysctls).flatMap((sysctl, i) =>
    safe.has(String(asObject(sysctl).name)) ? [] : [inPod(pod, 'securityContext', 'sysctls', i)],
  )

/** Baseline's rules for sysctls. */
export const SYSCTLS: readonly PodSecurityRule[] = ADDED.map(({ since }, i) => {
  const safe = new Set(ADDED.slice(0, i + 1).flatMap(({ names }) => names))
  return { since, find: (pod) => findBeyond(pod, safe) }
})

const CAPABILITIES = new Set(
  `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT`.split(
    ' ',
  ),
)

const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t']
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/'

const isFilled = (value: Json | undefined): boolean => isGiven(value) && value !== ''

/** Finds the items of `capabilities.add` that are not allowed, each at its own pointer. */
export const addedCapabilities = (container: Container, allowed: ReadonlySet<string>): ForbiddenField[] =>
  asList(asObject(contextOf(container.value).capabilities).add).flatMap((name, i) =>
    allowed.has(String(name)) ? [] : [inContainer(container, 'securityContext', 'capabilities', 'add', i)],
  )

const appArmorAnnotations = (pod: Pod): ForbiddenField[] =>
  Object.entries(asObject(pod.metadata.annotations)).flatMap(([key, value]) => {
    if (!key.startsWith(APPARMOR_PREFIX) || value === '' || value === 'runtime/default') return []
    if (typeof value === 'string' && value.startsWith('localhost/')) return []
    return [{ container: key.slice(APPARMOR_PREFIX.length), pointer: atAnnotation(pod, key) }]
  })

const probeHosts = (pod: Pod): ForbiddenField[] =>
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

const seLinux = (types: readonly string[]) => (pod: Pod) => [
  ...findInContexts(pod, ['seLinuxOptions', 'type'], (type) => isFilled(type) && !types.includes(String(type))),
  ...findInContexts(pod, ['seLinuxOptions', 'user'], isFilled),
  ...findInContexts(pod, ['seLinuxOptions', 'role'], isFilled),
]

/** Finds containers with a `procMount` other than the default. */
export const unmaskedProc = (pod: Pod): ForbiddenField[] =>
  findInOwnContexts(pod, ['procMount'], ({ procMount }) => isGiven(procMount) && procMount !== 'Default')

/** The checks of the level Baseline, with their rules by policy version. */
export const BASELINE_CHECKS: readonly PodSecurityCheck[] = [
  { id: 'privileged', requirement: 'containers must not be privileged', rules: [{ since: 0, find: privileged }] },
  {
    id: 'hostNamespaces',
    requirement: 'pods must not share host namespaces',
    rules: [{ since: 0, find: (pod) => hostNamespaces(pod) }],
  },
  {
    id: 'hostPathVolumes',
    requirement: 'hostPath volumes are forbidden',
    rules: [{ since: 0, find: hostPathVolumes }],
  },
  {
    id: 'hostPorts',
    requirement: 'host ports are forbidden; with hostNetwork, each containerPort of a Pod is a host port',
    rules: [{ since: 0, find: hostPorts }],
  },
  {
    id: 'capabilities_baseline',
    requirement: `only these capabilities may be added: ${[...CAPABILITIES].join(', ')}`,
    rules: [
      { since: 0, find: (pod) => pod.containers.flatMap((container) => addedCapabilities(container, CAPABILITIES)) },
    ],
  },
  {
    id: 'appArmorProfile',
    requirement: 'AppArmor profiles must be RuntimeDefault or Localhost',
    rules: [{ since: 0, find: (pod) => [...findUnsafeProfiles(pod, 'appArmorProfile'), ...appArmorAnnotations(pod)] }],
  },
  {
    id: 'seLinuxOptions',
    requirement: 'SELinux types must be container types, and SELinux user and role must not be set',
    rules: [
      { since: 0, find: seLinux(SELINUX_TYPES) },
      { since: 31, find: seLinux([...SELINUX_TYPES, 'container_engine_t']) },
    ],
  },
  {
    id: 'procMount',
    requirement: 'procMount must be Default',
    rules: [
      { since: 0, find: unmaskedProc },
      { since: 35, find: (pod) => (hasUserNamespace(pod) ? [] : unmaskedProc(pod)) },
    ],
  },
  {
    id: 'seccompProfile_baseline',
    requirement: 'seccomp profiles must be RuntimeDefault or Localhost',
    rules: SECCOMP_BASELINE,
  },
  { id: 'sysctls', requirement: 'only safe sysctls may be set', rules: SYSCTLS },
  {
    id: 'windowsHostProcess',
    requirement: 'Windows HostProcess containers are forbidden',
    rules: [{ since: 0, find: windowsHostProcess }],
  },
  {
    id: 'hostProbesAndHostLifecycle',
    requirement: 'probes and lifecycle hooks must not set a host',
    rules: [{ since: 34, find: probeHosts }],
  },
]
