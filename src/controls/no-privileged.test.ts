import test from 'ava'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-privileged.ts'

const assess = (containers: string, spec = '') =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [${containers}]}}`),
    contextWith(),
  )

test('a privileged container is a decision, and enforce would write false', (t) => {
  const [assessment] = assess('{name: app, securityContext: {privileged: true}}')
  t.like(assessment, {
    container: 'app',
    path: '/spec/containers/0/securityContext/privileged',
    state: 'decided',
    operations: [{ op: 'replace', path: '/spec/containers/0/securityContext/privileged', value: false }],
    objection: { cause: 'deviation' },
  })
  t.deepEqual(assessment?.evidence, [
    {
      source: 'manifest',
      text: 'privileged: true',
      at: { document: 0, pointer: '/spec/containers/0/securityContext/privileged' },
    },
  ])
})

test('unset, false and null are compliant', (t) => {
  const states = assess(
    '{name: a}, {name: b, securityContext: {privileged: false}}, {name: c, securityContext: {privileged: null}}',
  ).map(({ state }) => state)
  t.deepEqual(states, ['compliant', 'compliant', 'compliant'])
})

test('init and ephemeral containers are assessed too', (t) => {
  const spec =
    'initContainers: [{name: i, securityContext: {privileged: true}}], ephemeralContainers: [{name: e, securityContext: {privileged: true}}],'
  t.deepEqual(
    assess('{name: a}', spec).map(({ container, state }) => [container, state]),
    [
      ['i', 'decided'],
      ['a', 'compliant'],
      ['e', 'decided'],
    ],
  )
})

test('a Bidirectional mount makes privileged a rule of the API', (t) => {
  const mounts = 'volumeMounts: [{name: v, mountPath: /v, mountPropagation: Bidirectional}]'
  const [assessment] = assess(`{name: csi, securityContext: {privileged: true}, ${mounts}}`)
  t.is(assessment?.objection?.cause, 'api-rule')
})

test('a Windows pod gets no operation', (t) => {
  const [assessment] = assess('{name: a, securityContext: {privileged: true}}', 'os: {name: windows},')
  t.is(assessment?.state, 'decided')
  t.is(assessment?.operations, undefined)
})

test('the reason for a privileged Docker in Docker container names what it does', (t) => {
  const [plain, docker] = assess(
    '{name: a, securityContext: {privileged: true}}, {name: b, image: "docker:27-dind", securityContext: {privileged: true}}',
  )
  t.notRegex(plain?.objection?.hint ?? '', /rootless builder/)
  t.regex(docker?.objection?.hint ?? '', /rootless builder/)
  t.is(docker?.evidence?.[1]?.text, '"dind" in the image name')
})
