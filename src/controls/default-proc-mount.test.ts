import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './default-proc-mount.ts'

const assess = (securityContext: string) =>
  control.assess(
    podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, securityContext: ${securityContext}}]}}`,
    ),
    contextWith(),
  )[0]

test('unset and Default are compliant', (t) => {
  for (const securityContext of ['null', '{}', '{procMount: null}', '{procMount: Default}'])
    t.is(assess(securityContext)?.state, 'compliant')
})

test('an unmasked /proc is a decision, and enforce removes the field', (t) => {
  t.like(assess('{procMount: Unmasked}'), {
    container: 'app',
    state: 'decided',
    operations: [{ op: 'remove', path: '/spec/containers/0/securityContext' }],
    objection: { cause: 'deviation' },
  })
})
