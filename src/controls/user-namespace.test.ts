import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './user-namespace.ts'

const assess = (spec: string, container = '', context = contextWith()) =>
  control.assess(
    podFrom(
      `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: app, ${container}}]}}`,
    ),
    context,
  )[0]

test('an unset hostUsers is open and assumed, false is compliant', (t) => {
  t.like(assess(''), {
    state: 'open',
    confidence: 'assumed',
    operations: [{ op: 'add', path: '/spec/hostUsers', value: false }],
  })
  t.is(assess('')?.objection, undefined)
  t.is(assess('hostUsers: false,')?.state, 'compliant')
})

test('host namespaces and block devices are rules of the API', (t) => {
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    const assessment = assess(`${field}: true,`)
    t.is(assessment?.objection?.cause, 'api-rule')
    t.is(assessment?.objection?.evidence?.[0]?.text, `${field}: true`)
  }
  t.is(assess('', 'volumeDevices: [{name: d, devicePath: /dev/x}]')?.objection?.cause, 'api-rule')
})

test('a Windows pod is held by a rule of the API, without operations', (t) => {
  const assessment = assess('os: {name: windows},')
  t.is(assessment?.objection?.cause, 'api-rule')
  t.is(assessment?.operations, undefined)
})

test('foreign files and high ids are evidence against it', (t) => {
  const cases = [
    assess('volumes: [{name: v, nfs: {server: s, path: /}}],', 'volumeMounts: [{name: v, mountPath: /v}]'),
    assess('volumes: [{name: v, hostPath: {path: /data}}],'),
    assess('securityContext: {fsGroup: 1000660000},'),
    assess('securityContext: {supplementalGroups: [7, 65536]},'),
    assess('', 'securityContext: {runAsUser: 65536}'),
    assess('', 'securityContext: {privileged: true}'),
    assess('volumes: [{name: v, csi: {driver: nfs.csi.k8s.io}}],', 'volumeMounts: [{name: v, mountPath: /v}]'),
  ]
  for (const assessment of cases) t.like(assessment, { state: 'open', objection: { cause: 'evidence' } })
  t.is(assess('securityContext: {runAsUser: 65535},')?.objection, undefined)
})

test('a written hostUsers: true is a decision', (t) => {
  t.like(assess('hostUsers: true,'), { state: 'decided', objection: { cause: 'deviation' } })
})

test('an image user from 65536 on is evidence, unless the manifest sets another user', (t) => {
  const context = contextWith({}, [{ image: 'registry.example/a/b', status: 'verified', imageUser: 1000660000 }])
  t.is(assess('', 'image: registry.example/a/b', context)?.objection?.cause, 'evidence')
  t.is(assess('', 'image: registry.example/a/b, securityContext: {runAsUser: 7}', context)?.objection, undefined)
})

test('a node agent is held with the signs of an agent', (t) => {
  const agent = assess('priorityClassName: system-node-critical, volumes: [{name: v, hostPath: {path: /dev}}],')
  t.regex(agent?.objection?.reason ?? '', /the pod is a node agent: hostPath \/dev, system-node-critical$/)
})
