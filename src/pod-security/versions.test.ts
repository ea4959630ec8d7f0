import test from 'ava'
import { podFrom } from '../testing.ts'
import { BASELINE_CHECKS } from './baseline.ts'
import { type CheckedLevel, NEWEST_POLICY, podSecurityChecker } from './level.ts'
import { RESTRICTED_CHECKS } from './restricted.ts'

const MINORS = Array.from({ length: NEWEST_POLICY + 1 }, (_, minor) => minor)
const POD = 'securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}'
const HARD = 'allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}'

const podOf = (spec: string, annotations = '{}') =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x, annotations: ${annotations}}, spec: ${spec}}`)

/** Policy versions in which a check forbids a pod, as `1.8-1.24`. */
const rangesOf = (check: string, level: CheckedLevel, spec: string, annotations?: string): string => {
  const pod = podOf(spec, annotations)
  const found = MINORS.filter((minor) => podSecurityChecker(level, minor)(pod).some((one) => one.check === check))
  const starts = found.filter((minor) => !found.includes(minor - 1))
  const ends = found.filter((minor) => !found.includes(minor + 1))
  return starts.map((start, i) => (start === ends[i] ? `1.${start}` : `1.${start}-1.${ends[i]}`)).join(', ')
}

const container = (context: string, spec = ''): string =>
  `{${spec} containers: [{name: a, securityContext: {${context}}}]}`
const sysctl = (name: string): string => `{securityContext: {sysctls: [{name: ${name}, value: "1"}]}}`
const WINDOWS = 'os: {name: windows},'
const USERS = 'hostUsers: false,'
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod'

const BOUNDARIES: readonly [title: string, check: string, level: CheckedLevel, spec: string, versions: string][] = [
  ['a privileged container', 'privileged', 'baseline', container('privileged: true'), '1.0-1.37'],
  ['the network of the node', 'hostNamespaces', 'baseline', '{hostNetwork: true}', '1.0-1.37'],
  ['a path of the node', 'hostPathVolumes', 'baseline', '{volumes: [{name: v, hostPath: {path: /}}]}', '1.0-1.37'],
  ['a path of the node', 'hostPathVolumes', 'restricted', '{volumes: [{name: v, hostPath: {path: /}}]}', ''],
  ['a path of the node', 'restrictedVolumes', 'restricted', '{volumes: [{name: v, hostPath: {path: /}}]}', '1.0-1.37'],
  ['a volume from an image', 'restrictedVolumes', 'restricted', '{volumes: [{name: v, image: {reference: a}}]}', ''],
  ['a port of the node', 'hostPorts', 'baseline', '{containers: [{name: a, ports: [{hostPort: 1}]}]}', '1.0-1.37'],
  ['NET_RAW', 'capabilities_baseline', 'baseline', container('capabilities: {add: [NET_RAW]}'), '1.0-1.37'],
  ['NET_RAW', 'capabilities_baseline', 'restricted', container('capabilities: {add: [NET_RAW]}'), '1.0-1.21'],
  ['no drop', 'capabilities_restricted', 'restricted', container(''), '1.22-1.37'],
  ['no drop on Windows', 'capabilities_restricted', 'restricted', container('', WINDOWS), '1.22-1.24'],
  [
    'CHOWN',
    'capabilities_restricted',
    'restricted',
    container(`${HARD.replace('drop', 'add: [CHOWN], drop')}`),
    '1.22-1.37',
  ],
  ['AppArmor off', 'appArmorProfile', 'baseline', container('appArmorProfile: {type: Unconfined}'), '1.0-1.37'],
  [
    'container_engine_t',
    'seLinuxOptions',
    'baseline',
    container('seLinuxOptions: {type: container_engine_t}'),
    '1.0-1.30',
  ],
  ['spc_t', 'seLinuxOptions', 'baseline', container('seLinuxOptions: {type: spc_t}'), '1.0-1.37'],
  ['a role of SELinux', 'seLinuxOptions', 'baseline', container('seLinuxOptions: {role: r}'), '1.0-1.37'],
  ['an open /proc', 'procMount', 'baseline', container('procMount: Unmasked'), '1.0-1.37'],
  ['an open /proc of its own users', 'procMount', 'baseline', container('procMount: Unmasked', USERS), '1.0-1.34'],
  ['an open /proc of its own users', 'procMount', 'restricted', container('procMount: Unmasked', USERS), '1.0-1.34'],
  [
    'an open /proc of its own users',
    'procMount_restricted',
    'restricted',
    container('procMount: Unmasked', USERS),
    '1.35-1.37',
  ],
  ['seccomp off', 'seccompProfile_baseline', 'baseline', container('seccompProfile: {type: Unconfined}'), '1.19-1.37'],
  ['seccomp off', 'seccompProfile_baseline', 'restricted', container('seccompProfile: {type: Unconfined}'), ''],
  ['no seccomp', 'seccompProfile_restricted', 'restricted', container(''), '1.19-1.37'],
  ['no seccomp on Windows', 'seccompProfile_restricted', 'restricted', container('', WINDOWS), '1.19-1.24'],
  ['an unsafe sysctl', 'sysctls', 'baseline', sysctl('kernel.msgmax'), '1.0-1.37'],
  ['a safe sysctl', 'sysctls', 'baseline', sysctl('kernel.shm_rmid_forced'), ''],
  ['ip_local_reserved_ports', 'sysctls', 'baseline', sysctl('net.ipv4.ip_local_reserved_ports'), '1.0-1.26'],
  ['tcp_keepalive_time', 'sysctls', 'baseline', sysctl('net.ipv4.tcp_keepalive_time'), '1.0-1.28'],
  ['tcp_fin_timeout', 'sysctls', 'baseline', sysctl('net.ipv4.tcp_fin_timeout'), '1.0-1.28'],
  ['tcp_rmem', 'sysctls', 'baseline', sysctl('net.ipv4.tcp_rmem'), '1.0-1.31'],
  ['tcp_notsent_lowat', 'sysctls', 'baseline', sysctl('net.ipv4.tcp_notsent_lowat'), '1.0-1.36'],
  ['tcp_slow_start_after_idle', 'sysctls', 'baseline', sysctl('net.ipv4.tcp_slow_start_after_idle'), '1.0-1.36'],
  [
    'a process of the node',
    'windowsHostProcess',
    'baseline',
    container('windowsOptions: {hostProcess: true}'),
    '1.0-1.37',
  ],
  [
    'the host of a probe',
    'hostProbesAndHostLifecycle',
    'baseline',
    '{containers: [{name: a, startupProbe: {tcpSocket: {host: 127.0.0.1}}}]}',
    '1.34-1.37',
  ],
  ['escalation', 'allowPrivilegeEscalation', 'restricted', container(''), '1.8-1.37'],
  ['escalation on Windows', 'allowPrivilegeEscalation', 'restricted', container('', WINDOWS), '1.8-1.24'],
  ['no word of root', 'runAsNonRoot', 'restricted', container(''), '1.0-1.37'],
  ['no word of root on Windows', 'runAsNonRoot', 'restricted', container('', WINDOWS), '1.0-1.37'],
  ['no word of root with own users', 'runAsNonRoot', 'restricted', container('', USERS), '1.0-1.34'],
  ['user 0', 'runAsUser', 'restricted', container('runAsUser: 0'), '1.23-1.37'],
  ['user 0 with own users', 'runAsUser', 'restricted', container('runAsUser: 0', USERS), '1.23-1.34'],
]
for (const [title, check, level, spec, versions] of BOUNDARIES) {
  test(`${check} at ${level} forbids ${title} in ${versions === '' ? 'no version' : versions}`, (t) => {
    t.is(rangesOf(check, level, spec), versions)
  })
}

test('each check has a case', (t) => {
  const ids = [...BASELINE_CHECKS, ...RESTRICTED_CHECKS].map(({ id }) => id)
  t.deepEqual(
    ids.filter((id) => !BOUNDARIES.some(([, check, , , versions]) => check === id && versions !== '')),
    [],
  )
})

test('seccomp annotations count until the field exists', (t) => {
  const spec = '{containers: [{name: a}]}'
  const found = (annotations: string) => rangesOf('seccompProfile_baseline', 'restricted', spec, annotations)
  t.is(found(`{${SECCOMP}: unconfined}`), '1.0-1.18')
  t.is(found(`{${SECCOMP}: ""}`), '1.0-1.18')
  t.is(found(`{${SECCOMP}: docker/default}`), '')
  t.is(found(`{${SECCOMP}: localhost/a}`), '')
  t.is(found('{container.seccomp.security.alpha.kubernetes.io/a: unconfined}'), '1.0-1.18')
  t.is(found('{container.seccomp.security.alpha.kubernetes.io/b: unconfined}'), '')
})

test('a pod that passes the newest Restricted passes every version, except those without user namespaces', (t) => {
  const pod = podOf(`{${POD}, containers: [{name: a, securityContext: {${HARD}}}]}`)
  for (const level of ['baseline', 'restricted'] as const)
    for (const minor of MINORS) t.deepEqual(podSecurityChecker(level, minor)(pod), [], `${level} 1.${minor}`)
})

test('an unknown newer policy version is treated as the newest', (t) => {
  const pod = podOf('{containers: [{name: a}]}')
  t.deepEqual(podSecurityChecker('restricted', 99)(pod), podSecurityChecker('restricted', NEWEST_POLICY)(pod))
})
