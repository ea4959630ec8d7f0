import test from 'ava'
import { podFrom } from '../../testing.ts'
import { osViolations } from './pod.ts'

const violations = (spec: string): string[] =>
  osViolations(podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: ${spec}}`))

test('a Windows pod has nothing that only Linux knows', (t) => {
  t.deepEqual(
    violations(
      `{os: {name: windows}, hostUsers: false, securityContext: {seccompProfile: {type: RuntimeDefault}},
        containers: [{name: a, securityContext: {readOnlyRootFilesystem: false}}]}`,
    ),
    [
      'the pod has hostUsers, not for windows',
      "the pod's securityContext has seccompProfile, not for windows",
      'the securityContext of container a has readOnlyRootFilesystem, not for windows',
    ],
  )
})

test('a Windows pod may say that it does not run as root, and what is false anyway', (t) => {
  t.deepEqual(violations('{os: {name: windows}, hostPID: false, securityContext: {runAsNonRoot: true}}'), [])
})

test('a Linux pod has no options of Windows', (t) => {
  t.deepEqual(violations('{os: {name: linux}, securityContext: {windowsOptions: {}}}'), [
    "the pod's securityContext has windowsOptions, not for linux",
  ])
})

test('a pod that names no operating system may have both', (t) => {
  t.deepEqual(
    violations('{nodeSelector: {kubernetes.io/os: windows}, securityContext: {windowsOptions: {}, fsGroup: 1}}'),
    [],
  )
})
