import test from 'ava'
import { podFrom } from '../../testing.ts'
import { osViolations } from './pod.ts'

const violations = (spec: string): string[] =>
  osViolations(podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: ${spec}}`)).map(({ text }) => text)

test('a Windows pod must not set fields of Linux', (t) => {
  t.deepEqual(
    violations(
      `{os: {name: windows}, hostUsers: false, securityContext: {seccompProfile: {type: RuntimeDefault}},
        containers: [{name: a, securityContext: {readOnlyRootFilesystem: false}}]}`,
    ),
    [
      'the pod sets hostUsers, which os.name windows does not allow',
      "the pod's securityContext sets seccompProfile, which os.name windows does not allow",
      'the securityContext of container a sets readOnlyRootFilesystem, which os.name windows does not allow',
    ],
  )
})

test('a Windows pod may set runAsNonRoot, and booleans that are false by default', (t) => {
  t.deepEqual(violations('{os: {name: windows}, hostPID: false, securityContext: {runAsNonRoot: true}}'), [])
})

test('a Linux pod must not set windowsOptions', (t) => {
  t.deepEqual(violations('{os: {name: linux}, securityContext: {windowsOptions: {}}}'), [
    "the pod's securityContext sets windowsOptions, which os.name linux does not allow",
  ])
})

test('a pod without an operating system may set both', (t) => {
  t.deepEqual(
    violations('{nodeSelector: {kubernetes.io/os: windows}, securityContext: {windowsOptions: {}, fsGroup: 1}}'),
    [],
  )
})
