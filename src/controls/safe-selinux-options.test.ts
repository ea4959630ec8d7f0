import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './safe-selinux-options.ts'

const assess = (pod: string, container = '{}', more = '') =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${more} securityContext: {seLinuxOptions: ${pod}},
      containers: [{name: a, securityContext: {seLinuxOptions: ${container}}}]}}`),
    contextWith(),
  )

test('the types for containers, levels and empty words are compliant', (t) => {
  for (const options of ['null', '{type: container_t, level: "s0:c1,c2"}', '{type: "", user: "", role: null}'])
    t.deepEqual(
      assess(options, options).map(({ state }) => state),
      ['compliant'],
      options,
    )
})

test('another type, a user and a role are decisions, and enforce removes them', (t) => {
  const [pod, container] = assess('{type: spc_t, user: u, level: s0}', '{role: r}')
  t.deepEqual([pod?.state, pod?.objection?.cause], ['decided', 'deviation'])
  t.deepEqual(pod?.operations, [
    { op: 'remove', path: '/spec/securityContext/seLinuxOptions/user' },
    { op: 'remove', path: '/spec/securityContext/seLinuxOptions/type' },
  ])
  t.deepEqual(container?.operations, [{ op: 'remove', path: '/spec/containers/0/securityContext' }])
  t.is(container?.path, '/spec/containers/0/securityContext/seLinuxOptions/role')
})

test('on Windows the decision is held for good', (t) => {
  const [pod] = assess('{type: spc_t}', '{}', 'os: {name: windows},')
  t.deepEqual([pod?.state, pod?.operations], ['decided', undefined])
})
