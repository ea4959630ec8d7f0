import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-host-namespaces.ts'

const assess = (spec: string) =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: a}]}}`),
    contextWith(),
  )

test('a pod in namespaces of its own is compliant, once a field', (t) => {
  t.deepEqual(
    assess('hostNetwork: false, hostIPC: null,').map(({ path, state }) => [path, state]),
    [
      ['/spec/hostNetwork', 'compliant'],
      ['/spec/hostPID', 'compliant'],
      ['/spec/hostIPC', 'compliant'],
    ],
  )
})

test('each host namespace is a decision of its own, and enforce would take the field out', (t) => {
  for (const [i, field] of ['hostNetwork', 'hostPID', 'hostIPC'].entries())
    t.like(assess(`${field}: true,`)[i], {
      state: 'decided',
      path: `/spec/${field}`,
      operations: [{ op: 'remove', path: `/spec/${field}` }],
      objection: { cause: 'deviation' },
    })
})

test('the DNS policy for the host network goes with it', (t) => {
  const [assessment] = assess('hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet,')
  t.deepEqual(assessment?.operations, [
    { op: 'remove', path: '/spec/hostNetwork' },
    { op: 'replace', path: '/spec/dnsPolicy', value: 'ClusterFirst' },
  ])
})

test('another DNS policy stays', (t) => {
  t.is(assess('hostNetwork: true, dnsPolicy: None,')[0]?.operations?.length, 1)
})

test('the host network of a Windows pod is held without operations', (t) => {
  const [assessment] = assess('hostNetwork: true, nodeSelector: {kubernetes.io/os: windows},')
  t.is(assessment?.state, 'decided')
  t.is(assessment?.operations, undefined)
})
