import test from 'ava'
import { podFrom } from '../../testing.ts'
import { apiViolations } from './pod.ts'

const violations = (spec: string, annotations = '{}'): string[] =>
  apiViolations(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x, annotations: ${annotations}}, spec: ${spec}}`),
  ).map(({ text }) => text)

const container = (fields: string): string => `{containers: [{name: a, image: b, ${fields}}]}`
const context = (fields: string): string => container(`securityContext: {${fields}}`)
const oneEach = (t: { deepEqual(a: unknown, b: unknown): void }, cases: Record<string, string>): void => {
  for (const [message, spec] of Object.entries(cases)) t.deepEqual(violations(spec), [message])
}

test('a hardened pod violates no rule', (t) => {
  t.deepEqual(
    violations(
      `{securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, volumes: [{name: tmp, emptyDir: {}}],
        containers: [{name: a, image: b, volumeMounts: [{name: tmp, mountPath: /tmp}],
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [SYS_ADMIN]}}}]}`,
    ),
    [],
  )
})

test('a privileged container cannot disable privilege escalation', (t) => {
  oneEach(t, {
    'container a is privileged and sets allowPrivilegeEscalation: false': context(
      'privileged: true, allowPrivilegeEscalation: false',
    ),
    'container a adds CAP_SYS_ADMIN and sets allowPrivilegeEscalation: false': context(
      'allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}',
    ),
  })
})

test('fields of the pod and of containers must be at their own level', (t) => {
  oneEach(t, {
    "the pod's securityContext sets readOnlyRootFilesystem, which is a field of a container's":
      '{securityContext: {readOnlyRootFilesystem: true}}',
    "the securityContext of container a sets fsGroup, which is a field of the pod's": context('fsGroup: 1'),
  })
})

test('volume names and mount paths are unique, and mounts need a volume', (t) => {
  oneEach(t, {
    'two volumes are named v': '{volumes: [{name: v}, {name: v}, {name: v}]}',
    'container a mounts volume v, which the pod does not define': container('volumeMounts: [{name: v, mountPath: /v}]'),
    'container a mounts /v twice':
      '{volumes: [{name: v}], containers: [{name: a, volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]}]}',
  })
})

test('the claim templates of a StatefulSet are volumes', (t) => {
  const pod = podFrom(`
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: x}
spec:
  volumeClaimTemplates: [{metadata: {name: data}}]
  template: {spec: {containers: [{name: a, image: b, volumeMounts: [{name: data, mountPath: /data}]}]}}
`)
  t.deepEqual(apiViolations(pod), [])
})

test('user namespaces conflict with host namespaces and devices', (t) => {
  oneEach(t, {
    'hostUsers: false conflicts with hostNetwork': '{hostUsers: false, hostNetwork: true}',
    'hostUsers: false conflicts with hostPID': '{hostUsers: false, hostPID: true}',
    'container a sets procMount: Unmasked, which requires hostUsers: false': context('procMount: Unmasked'),
  })
  t.deepEqual(violations('{hostUsers: true, hostNetwork: true}'), [])
})

test('hostProcess is set for all containers or none, and requires hostNetwork', (t) => {
  const hostProcess = 'windowsOptions: {hostProcess: true}'
  t.deepEqual(violations(`{hostNetwork: true, securityContext: {${hostProcess}}, containers: [{name: a}]}`), [])
  t.deepEqual(violations(`{containers: [{name: a, securityContext: {${hostProcess}}}, {name: b}]}`), [
    'only some containers set hostProcess',
    'hostProcess requires hostNetwork: true',
  ])
})

test('localhostProfile is set if and only if the type is Localhost', (t) => {
  oneEach(t, {
    'seccompProfile of the pod has a localhostProfile but not type Localhost':
      '{securityContext: {seccompProfile: {type: RuntimeDefault, localhostProfile: x}}}',
    'appArmorProfile of container a has type Localhost but no localhostProfile': context(
      'appArmorProfile: {type: Localhost}',
    ),
  })
})

test('an annotation and the field of the same profile must agree', (t) => {
  const pod = '{securityContext: {seccompProfile: {type: RuntimeDefault}}}'
  const key = 'seccomp.security.alpha.kubernetes.io/pod'
  t.deepEqual(violations(pod, `{${key}: unconfined}`), ["the pod's seccomp annotation and field differ"])
  t.deepEqual(violations(pod, `{${key}: docker/default}`), [])
  t.deepEqual(
    violations(
      context('appArmorProfile: {type: Localhost, localhostProfile: x}'),
      '{container.apparmor.security.beta.kubernetes.io/a: localhost/y}',
    ),
    ['the AppArmor annotation and field of container a differ'],
  )
  t.deepEqual(
    violations(
      context('seccompProfile: {type: Unconfined}'),
      '{container.seccomp.security.alpha.kubernetes.io/a: runtime/default}',
    ),
    ['the seccomp annotation and field of container a differ'],
  )
})

test('ephemeral containers must not set resources or subPath', (t) => {
  const ephemeral = (fields: string): string =>
    `{volumes: [{name: v}], ephemeralContainers: [{name: a, image: b, ${fields}}]}`
  oneEach(t, {
    'ephemeral container a sets resources': ephemeral('resources: {limits: {cpu: 1}}'),
    'ephemeral container a sets a subPath': ephemeral('volumeMounts: [{name: v, mountPath: /v, subPath: a}]'),
  })
  t.deepEqual(violations(ephemeral('resources: {}')), [])
})
