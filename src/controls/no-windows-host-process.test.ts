import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-windows-host-process.ts'

const assess = (spec: string) =>
  control.assess(podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec}}}`), contextWith())

test('a pod without HostProcess containers is compliant once', (t) => {
  const container = '{name: a, securityContext: {windowsOptions: {hostProcess: false}}}'
  t.deepEqual(assess(`containers: [${container}]`), [
    { path: '/spec/securityContext/windowsOptions/hostProcess', state: 'compliant' },
  ])
})

test('hostProcess is a decision at either level, never changed', (t) => {
  const context = 'securityContext: {windowsOptions: {hostProcess: true}}'
  const assessments = assess(`hostNetwork: true, ${context}, containers: [{name: a}, {name: b, ${context}}]`)
  t.deepEqual(
    assessments.map(({ container, path, state, operations }) => [container, path, state, operations]),
    [
      [undefined, '/spec/securityContext/windowsOptions/hostProcess', 'decided', undefined],
      ['b', '/spec/containers/1/securityContext/windowsOptions/hostProcess', 'decided', undefined],
    ],
  )
})
