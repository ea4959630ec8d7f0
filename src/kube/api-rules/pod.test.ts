import test from 'ava'
import { podFrom } from '../../testing.ts'
import { apiViolations } from './pod.ts'

const violations = (spec: string, annotations = '{}'): string[] =>
  apiViolations(podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x, annotations: ${annotations}}, spec: ${spec}}`))

const container = (fields: string): string => `{containers: [{name: a, image: b, ${fields}}]}`
const context = (fields: string): string => container(`securityContext: {${fields}}`)
const oneEach = (t: { deepEqual(a: unknown, b: unknown): void }, cases: Record<string, string>): void => {
  for (const [message, spec] of Object.entries(cases)) t.deepEqual(violations(spec), [message])
}

test('a hardened pod breaks no rule', (t) => {
  t.deepEqual(
    violations(
      `{securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, volumes: [{name: tmp, emptyDir: {}}],
        containers: [{name: a, image: b, volumeMounts: [{name: tmp, mountPath: /tmp}],
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [SYS_ADMIN]}}}]}`,
    ),
    [],
  )
})

test('privileges may not be kept from escalating where they are already there', (t) => {
  oneEach(t, {
    'container a is privileged and may not escalate privileges': context(
      'privileged: true, allowPrivilegeEscalation: false',
    ),
    'container a adds CAP_SYS_ADMIN and may not escalate privileges': context(
      'allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}',
    ),
  })
})

test('fields of one level may not stand on the other', (t) => {
  oneEach(t, {
    "the pod's securityContext has readOnlyRootFilesystem, which only a container's may":
      '{securityContext: {readOnlyRootFilesystem: true}}',
    "the securityContext of container a has fsGroup, which only a pod's may": context('fsGroup: 1'),
  })
})

test('volumes have one name each, and mounts one path and a volume', (t) => {
  oneEach(t, {
    'two volumes are named v': '{volumes: [{name: v}, {name: v}, {name: v}]}',
    'container a mounts volume v, which the pod does not have': container('volumeMounts: [{name: v, mountPath: /v}]'),
    'container a mounts /v twice':
      '{volumes: [{name: v}], containers: [{name: a, volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]}]}',
  })
})

test('the claims of a StatefulSet are volumes', (t) => {
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

test('user namespaces go with nothing of the host', (t) => {
  oneEach(t, {
    'hostUsers is false beside hostNetwork': '{hostUsers: false, hostNetwork: true}',
    'hostUsers is false beside hostPID': '{hostUsers: false, hostPID: true}',
    'container a has procMount Unmasked without hostUsers false': context('procMount: Unmasked'),
  })
  t.deepEqual(violations('{hostUsers: true, hostNetwork: true}'), [])
})

test('all containers are hostProcess, on the network of the host, or none is', (t) => {
  const hostProcess = 'windowsOptions: {hostProcess: true}'
  t.deepEqual(violations(`{hostNetwork: true, securityContext: {${hostProcess}}, containers: [{name: a}]}`), [])
  t.deepEqual(violations(`{containers: [{name: a, securityContext: {${hostProcess}}}, {name: b}]}`), [
    'only some containers are hostProcess',
    'a hostProcess container needs hostNetwork',
  ])
})

test('a profile has a local file where it is Localhost, and only there', (t) => {
  oneEach(t, {
    'seccompProfile of the pod has a localhostProfile without being Localhost':
      '{securityContext: {seccompProfile: {type: RuntimeDefault, localhostProfile: x}}}',
    'appArmorProfile of container a is Localhost without a localhostProfile': context(
      'appArmorProfile: {type: Localhost}',
    ),
  })
})

test('an annotation and a field of the same profile agree', (t) => {
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

test('ephemeral containers have no resources and no mounts of a part', (t) => {
  const ephemeral = (fields: string): string =>
    `{volumes: [{name: v}], ephemeralContainers: [{name: a, image: b, ${fields}}]}`
  oneEach(t, {
    'ephemeral container a has resources': ephemeral('resources: {limits: {cpu: 1}}'),
    'ephemeral container a mounts a subPath': ephemeral('volumeMounts: [{name: v, mountPath: /v, subPath: a}]'),
  })
  t.deepEqual(violations(ephemeral('resources: {}')), [])
})
