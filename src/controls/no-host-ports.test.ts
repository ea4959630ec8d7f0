import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-host-ports.ts'

const assess = (container: string, spec = '') =>
  control.assess(
    podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, ${container}}]}}`,
    ),
    contextWith(),
  )

test('a container without host ports is compliant once', (t) => {
  const ports = 'ports: [{containerPort: 80}, {containerPort: 81, hostPort: 0}]'
  t.deepEqual(assess(ports), [{ container: 'app', path: '/spec/containers/0/ports', state: 'compliant' }])
  t.is(assess('image: i').length, 1)
})

test('each host port is a decision, and enforce would take hostPort out', (t) => {
  const [first, second, ...rest] = assess(
    'ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81}, {containerPort: 82, hostPort: 82}]',
  )
  t.like(first, {
    state: 'decided',
    path: '/spec/containers/0/ports/0/hostPort',
    operations: [{ op: 'remove', path: '/spec/containers/0/ports/0/hostPort' }],
    objection: { cause: 'deviation' },
  })
  t.is(second?.path, '/spec/containers/0/ports/2/hostPort')
  t.deepEqual(rest, [])
})

test('in a pod with the host network every port is a host port by a rule of the API', (t) => {
  const assessments = assess('ports: [{containerPort: 80}, {containerPort: 81, hostPort: 81}]', 'hostNetwork: true,')
  t.deepEqual(
    assessments.map(({ path, objection, operations }) => [path, objection?.cause, operations]),
    [
      ['/spec/containers/0/ports/0', 'api-rule', undefined],
      ['/spec/containers/0/ports/1/hostPort', 'api-rule', undefined],
    ],
  )
  t.deepEqual(
    assessments[0]?.evidence?.map(({ text }) => text),
    ['containerPort: 80', 'hostNetwork: true'],
  )
})
