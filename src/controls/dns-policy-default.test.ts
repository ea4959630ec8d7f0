import test from 'ava'
import { contextWith, objectFrom, podFrom } from '../testing.ts'
import control from './dns-policy-default.ts'

const services = [objectFrom('{apiVersion: v1, kind: Service, metadata: {name: db}}')]

const assess = (spec: string, container = '') =>
  control.assess(
    podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, ${container}}]}}`,
    ),
    contextWith({ services }),
  )[0]

test('a pod that names no Service is assumed to need none', (t) => {
  const assessment = assess('', 'args: ["--feedback", "db-free", "https://example.com"]')
  t.like(assessment, {
    state: 'open',
    confidence: 'assumed',
    operations: [{ op: 'add', path: '/spec/dnsPolicy', value: 'Default' }],
  })
  t.is(assessment?.objection, undefined)
  t.is(assess('dnsPolicy: ClusterFirst,')?.operations?.[0]?.op, 'replace')
})

test('a Service or cluster name in the text of the pod holds it', (t) => {
  const inEnvironment = assess('', 'env: [{name: DATABASE, value: "postgres://db:5432/app"}]')
  t.is(inEnvironment?.objection?.cause, 'evidence')
  t.is(inEnvironment?.objection?.evidence?.[0]?.text, 'db in env DATABASE of container "app"')
  t.is(assess('', 'args: ["http://queue.other.svc.cluster.local"]')?.objection?.cause, 'evidence')
})

test('Default, the host network and Windows are compliant', (t) => {
  for (const spec of ['dnsPolicy: Default,', 'hostNetwork: true,', 'os: {name: windows},'])
    t.is(assess(spec)?.state, 'compliant')
})

test('another policy is a decision', (t) => {
  t.like(assess('dnsPolicy: None,'), { state: 'decided', objection: { cause: 'deviation' } })
})

test('it is off by default', (t) => {
  t.true(control.optional)
})
