import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-unconfined-seccomp.ts'

const assess = (spec: string) => control.assess(podFrom(`{apiVersion: v1, kind: Pod, spec: {${spec}}}`), contextWith())

test('unset, RuntimeDefault and Localhost are compliant, once a pod', (t) => {
  for (const type of ['RuntimeDefault', 'Localhost'])
    t.deepEqual(
      assess(`containers: [{name: a}, {name: b, securityContext: {seccompProfile: {type: ${type}}}}]`).map(
        (j) => j.state,
      ),
      ['compliant'],
    )
})

test('Unconfined is a decision at the pod and at each container, and enforce sets RuntimeDefault', (t) => {
  const unconfined = 'securityContext: {seccompProfile: {type: Unconfined}}'
  const assessments = assess(`${unconfined}, containers: [{name: a, ${unconfined}}]`)
  t.deepEqual(
    assessments.map(({ state, objection, operations }) => [state, objection?.cause, operations]),
    ['/spec', '/spec/containers/0'].map((at) => [
      'decided',
      'deviation',
      [{ op: 'replace', path: `${at}/securityContext/seccompProfile/type`, value: 'RuntimeDefault' }],
    ]),
  )
})

test('on Windows the decision is held for good', (t) => {
  const [pod] = assess(
    'os: {name: windows}, securityContext: {seccompProfile: {type: Unconfined}}, containers: [{name: a}]',
  )
  t.deepEqual([pod?.state, pod?.operations], ['decided', undefined])
})
