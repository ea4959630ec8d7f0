import test from 'ava'
import type { Assessment } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import control from './safe-capabilities.ts'

const ADD = '/spec/containers/0/securityContext/capabilities/add'

const assess = (add: string, pod = ''): Assessment =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${pod} containers: [
      {name: app, securityContext: {capabilities: {add: ${add}}}}]}}`),
    contextWith(),
  )[0] as Assessment

test('no added capabilities and those that Baseline allows are compliant', (t) => {
  for (const add of ['null', '[]', '[CHOWN, NET_BIND_SERVICE]', 'text']) t.is(assess(add).state, 'compliant', add)
})

test('other names are decisions, compared verbatim', (t) => {
  for (const name of ['SYS_ADMIN', 'CAP_CHOWN', 'chown', 'ALL', 'NET_RAW']) {
    const { state, objection, evidence } = assess(`[${name}]`)
    t.deepEqual([state, objection?.cause, evidence?.[0]?.text], ['decided', 'deviation', `capabilities.add: ${name}`])
  }
})

test('enforce removes what is not allowed, from the end, and an empty list', (t) => {
  t.deepEqual(assess('[NET_RAW, CHOWN, SYS_TIME]').operations, [
    { op: 'remove', path: `${ADD}/2` },
    { op: 'remove', path: `${ADD}/0` },
  ])
  t.deepEqual(assess('[NET_RAW]').operations, [{ op: 'remove', path: '/spec/containers/0/securityContext' }])
})

test('on Windows the decision is held for good', (t) => {
  const { state, operations } = assess('[NET_RAW]', 'nodeSelector: {kubernetes.io/os: windows},')
  t.deepEqual([state, operations], ['decided', undefined])
})
