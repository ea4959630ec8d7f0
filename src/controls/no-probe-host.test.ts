import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-probe-host.ts'

const assess = (container: string) =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: app, ${container}}]}}`),
    contextWith(),
  )

test('a container whose probes name no host is compliant once', (t) => {
  const container = 'livenessProbe: {httpGet: {port: 80, host: ""}}, readinessProbe: null, lifecycle: {preStop: {}}'
  t.deepEqual(assess(container), [{ container: 'app', path: '/spec/containers/0', state: 'compliant' }])
})

for (const steps of [
  ['livenessProbe', 'httpGet'],
  ['readinessProbe', 'tcpSocket'],
  ['startupProbe', 'httpGet'],
  ['lifecycle', 'postStart', 'httpGet'],
  ['lifecycle', 'preStop', 'tcpSocket'],
])
  test(`a host in ${steps.join('.')} is a decision, and enforce would take it out`, (t) => {
    const nested = steps.reduceRight((inner, step) => `{${step}: ${inner}}`, '{port: 80, host: 127.0.0.1}')
    const [assessment, ...others] = assess(nested.slice(1, -1))
    const path = `/spec/containers/0/${steps.join('/')}/host`
    t.like(assessment, {
      container: 'app',
      path,
      state: 'decided',
      operations: [{ op: 'remove', path }],
      objection: { cause: 'deviation' },
    })
    t.is(assessment?.evidence?.[0]?.text, `${steps.join('.')}.host: 127.0.0.1`)
    t.deepEqual(others, [])
    const [, list, , ...rest] = path.slice(1).split('/')
    t.true(control.fields.includes(`/spec/${list}/*/${rest.join('/')}`))
  })
