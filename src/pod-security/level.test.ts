import test from 'ava'
import { podFrom } from '../testing.ts'
import { podSecurityChecker, podSecurityLevel } from './level.ts'

const HARD = 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}'
const POD = 'securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}'
const pod = (spec: string, metadata = '') =>
  podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x, ${metadata}}, spec: ${spec}}`)
const withContext = (fields: string): string =>
  `{${POD}, containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, ${fields}}}]}`
const withPod = (fields: string): string => `{${POD}, ${fields}, containers: [{name: a, ${HARD}}]}`
const withContainer = (fields: string): string => `{${POD}, containers: [{name: a, ${HARD}, ${fields}}]}`

const checks = (spec: string, level: 'baseline' | 'restricted' = 'restricted', metadata = ''): string[] =>
  podSecurityChecker(level)(pod(spec, metadata)).map(({ check, pointer }) => `${check} ${pointer}`)

test('a pod with only the required fields passes Restricted', (t) => {
  t.is(podSecurityLevel(pod(`{${POD}, containers: [{name: a, ${HARD}}]}`)), 'restricted')
})

test('an empty pod passes Baseline only', (t) => {
  t.is(podSecurityLevel(pod('{containers: [{name: a}]}')), 'baseline')
  t.deepEqual(checks('{containers: [{name: a}]}'), [
    'allowPrivilegeEscalation /spec/containers/0/securityContext/allowPrivilegeEscalation',
    'runAsNonRoot /spec/containers/0/securityContext/runAsNonRoot',
    'seccompProfile_restricted /spec/containers/0/securityContext/seccompProfile',
    'capabilities_restricted /spec/containers/0/securityContext/capabilities/drop',
  ])
})

const baseline: [string, string][] = [
  [withContext('privileged: true'), 'privileged /spec/containers/0/securityContext/privileged'],
  [withPod('hostPID: true'), 'hostNamespaces /spec/hostPID'],
  [withPod('volumes: [{name: v, hostPath: {path: /}}]'), 'hostPathVolumes /spec/volumes/0/hostPath'],
  [withContainer('ports: [{containerPort: 1, hostPort: 2}]'), 'hostPorts /spec/containers/0/ports/0/hostPort'],
  [
    '{containers: [{name: a, securityContext: {capabilities: {add: [CHOWN, CAP_CHOWN]}}}]}',
    'capabilities_baseline /spec/containers/0/securityContext/capabilities/add/1',
  ],
  [
    withContext('appArmorProfile: {type: Unconfined}'),
    'appArmorProfile /spec/containers/0/securityContext/appArmorProfile',
  ],
  [
    withContext('seLinuxOptions: {type: spc_t}'),
    'seLinuxOptions /spec/containers/0/securityContext/seLinuxOptions/type',
  ],
  [withContext('procMount: Unmasked'), 'procMount /spec/containers/0/securityContext/procMount'],
  [
    withContext('seccompProfile: {type: Unconfined}'),
    'seccompProfile_baseline /spec/containers/0/securityContext/seccompProfile',
  ],
  ['{securityContext: {sysctls: [{name: kernel.msgmax, value: "1"}]}}', 'sysctls /spec/securityContext/sysctls/0'],
  [
    '{securityContext: {windowsOptions: {hostProcess: true}}}',
    'windowsHostProcess /spec/securityContext/windowsOptions/hostProcess',
  ],
  [
    withContainer('livenessProbe: {httpGet: {host: 127.0.0.1, port: 80}}'),
    'hostProbesAndHostLifecycle /spec/containers/0/livenessProbe/httpGet/host',
  ],
]
for (const [spec, finding] of baseline) {
  test(`Baseline forbids ${finding}`, (t) => {
    t.deepEqual(checks(spec, 'baseline'), [finding])
    t.is(podSecurityLevel(pod(spec)), 'privileged')
  })
}

const restricted: [string, string][] = [
  [withPod('volumes: [{name: v, nfs: {server: a, path: /}}]'), 'restrictedVolumes /spec/volumes/0/nfs'],
  [withContext('runAsNonRoot: false'), 'runAsNonRoot /spec/containers/0/securityContext/runAsNonRoot'],
  [withContext('runAsUser: 0'), 'runAsUser /spec/containers/0/securityContext/runAsUser'],
]
for (const [spec, finding] of restricted) {
  test(`Restricted forbids ${finding}`, (t) => {
    t.deepEqual(checks(spec), [finding])
    t.is(podSecurityLevel(pod(spec)), 'baseline')
  })
}

test('an AppArmor annotation is found by its escaped pointer', (t) => {
  const annotation = 'annotations: {container.apparmor.security.beta.kubernetes.io/a: unconfined}'
  t.deepEqual(checks('{containers: [{name: a}]}', 'baseline', annotation), [
    'appArmorProfile /metadata/annotations/container.apparmor.security.beta.kubernetes.io~1a',
  ])
})

test('user namespaces allow root, and an unmasked /proc at Baseline', (t) => {
  const root = `{hostUsers: false, securityContext: {seccompProfile: {type: RuntimeDefault}, runAsUser: 0}, containers: [{name: a, ${HARD}}]}`
  t.is(podSecurityLevel(pod(root)), 'restricted')
  const unmasked = '{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}'
  t.is(podSecurityLevel(pod(unmasked)), 'baseline')
})

test('a declared Windows pod needs no fields of Linux', (t) => {
  const spec = (os: string): string => `{${os} securityContext: {runAsNonRoot: true}, containers: [{name: a}]}`
  t.is(podSecurityLevel(pod(spec('os: {name: windows},'))), 'restricted')
  t.is(podSecurityLevel(pod(spec('nodeSelector: {kubernetes.io/os: windows},'))), 'baseline')
})

test('a volume without a source is an emptyDir', (t) => {
  t.deepEqual(checks(withPod('volumes: [{name: v}, {name: w, hostpath: {}}, {name: u, nfs: ~}]')), [])
})

test('hostNetwork implies host ports for a Pod, but not for a template', (t) => {
  const spec = '{hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80}]}]}'
  t.true(checks(spec, 'baseline').includes('hostPorts /spec/containers/0/ports/0/hostPort'))
  const template = podFrom(
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {template: {spec: ${spec}}}}`,
  )
  t.deepEqual(
    podSecurityChecker('baseline')(template).map(({ check }) => check),
    ['hostNamespaces'],
  )
})

test('init and ephemeral containers are checked', (t) => {
  const spec = `{${POD}, initContainers: [{name: i}], ephemeralContainers: [{name: e, securityContext: {privileged: true}}]}`
  const violations = podSecurityChecker('restricted')(pod(spec))
  t.deepEqual([...new Set(violations.map(({ container }) => container))].sort(), ['e', 'i'])
  t.true(violations.some(({ check, level }) => check === 'privileged' && level === 'baseline'))
})
