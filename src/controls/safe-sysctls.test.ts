import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './safe-sysctls.ts'

const assess = (...names: string[]) => {
  const sysctls = names.map((name) => `{name: ${name}, value: "1"}`).join(', ')
  const text = `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {securityContext: {sysctls: [${sysctls}]}, containers: [{name: a}]}}`
  return control.assess(podFrom(text), contextWith())
}

const LIST = '/spec/securityContext/sysctls'

test('no sysctls and safe ones are compliant', (t) => {
  t.deepEqual(assess(), [{ path: LIST, state: 'compliant' }])
  t.is(assess('net.ipv4.tcp_syncookies', 'net.ipv4.tcp_slow_start_after_idle')[0]?.state, 'compliant')
})

test('unsafe ones are one decision, taken out from the last to the first', (t) => {
  const assessments = assess('net.core.somaxconn', 'net.ipv4.tcp_syncookies', 'kernel.msgmax')
  t.is(assessments.length, 1)
  t.like(assessments[0], { path: LIST, state: 'decided', objection: { cause: 'deviation' } })
  t.deepEqual(assessments[0]?.operations, [
    { op: 'remove', path: `${LIST}/2` },
    { op: 'remove', path: `${LIST}/0` },
  ])
  t.deepEqual(
    assessments[0]?.evidence?.map(({ text }) => text),
    ['net.core.somaxconn', 'kernel.msgmax'],
  )
})

test('a list of unsafe ones only goes as a whole', (t) => {
  t.deepEqual(assess('net.core.somaxconn', 'kernel.msgmax')[0]?.operations, [
    { op: 'remove', path: '/spec/securityContext' },
  ])
})

test('names are compared as they are written, as admission does', (t) => {
  t.is(assess('net/ipv4/tcp_syncookies')[0]?.state, 'decided')
})
