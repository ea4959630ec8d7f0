import test from 'ava'
import type { Assessment } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import control from './seccomp-runtime-default.ts'

const POD = '/spec/securityContext/seccompProfile/type'
const own = (index: number): string => `/spec/containers/${index}/securityContext/seccompProfile/type`
const profile = (type: string): string => `securityContext: {seccompProfile: {type: ${type}}}`

const assess = (containers: string, pod = '', annotations = '{}', writable?: string[]): Assessment[] => {
  const view = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {annotations: ${annotations}}, spec: {${pod} containers: [${containers}]}}`,
  )
  return control.assess(writable === undefined ? view : { ...view, shape: { ...view.shape, writable } }, contextWith())
}

const brief = (assessments: Assessment[]) =>
  assessments.map(({ path, state, objection }) => [path, state, objection?.cause])

test('a pod without a profile gets one at the pod level', (t) => {
  const [only, ...others] = assess('{name: a}, {name: b}')
  t.deepEqual(
    [only?.path, only?.state, only?.confidence, only?.objection, others],
    [POD, 'open', 'likely', undefined, []],
  )
  t.deepEqual(only?.operations, [
    { op: 'add', path: '/spec/securityContext', value: { seccompProfile: { type: 'RuntimeDefault' } } },
  ])
})

test('containers keep profiles of their own, and the pod gets one unless all of them have one', (t) => {
  t.deepEqual(brief(assess(`{name: a, ${profile('Localhost')}}, {name: b}`)), [
    [POD, 'open', undefined],
    [own(0), 'compliant', undefined],
  ])
  t.deepEqual(brief(assess(`{name: a, ${profile('RuntimeDefault')}}`)), [[own(0), 'compliant', undefined]])
})

test('Unconfined is a decision at every level', (t) => {
  t.deepEqual(brief(assess('{name: a}', `${profile('Unconfined')},`)), [[POD, 'decided', 'deviation']])
  t.deepEqual(brief(assess(`{name: a, ${profile('Unconfined')}}`)), [
    [POD, 'open', undefined],
    [own(0), 'decided', 'deviation'],
  ])
})

test('programs that the default profile blocks are evidence, and then each container gets its own profile', (t) => {
  for (const fields of [
    'image: moby/buildkit',
    'image: "docker:27-dind"',
    'args: [perf, record]',
    'args: [io_uring=1]',
  ])
    t.deepEqual(brief(assess(`{name: a, ${fields}}, {name: b}`)), [
      [own(0), 'open', 'evidence'],
      [own(1), 'open', undefined],
    ])
})

test('each container gets its own field if the kind drops that of the pod', (t) => {
  t.deepEqual(brief(assess('{name: a}', '', '{}', ['/containers/*/securityContext/**'])), [[own(0), 'open', undefined]])
})

test('a profile that only an annotation names is set in the field too', (t) => {
  const key = 'seccomp.security.alpha.kubernetes.io/pod'
  const [pod] = assess('{name: a}', '', `{${key}: runtime/default}`)
  t.deepEqual([pod?.state, pod?.confidence, pod?.objection], ['open', 'proven', undefined])
  const value = { seccompProfile: { type: 'RuntimeDefault' } }
  t.deepEqual(pod?.operations, [{ op: 'add', path: '/spec/securityContext', value }])
  const [local] = assess('{name: a}', '', `{${key}: localhost/x.json}`)
  const profile = { seccompProfile: { type: 'Localhost', localhostProfile: 'x.json' } }
  t.deepEqual(local?.operations, [{ op: 'add', path: '/spec/securityContext', value: profile }])
})

test('an annotation that switches it off counts as the field, and both change together', (t) => {
  const key = 'seccomp.security.alpha.kubernetes.io/pod'
  const [pod] = assess('{name: a}', '', `{${key}: unconfined}`)
  t.deepEqual([pod?.state, pod?.evidence?.[0]?.text], ['decided', `annotation ${key}: unconfined`])
  t.deepEqual(pod?.operations?.slice(1), [
    {
      op: 'replace',
      path: '/metadata/annotations/seccomp.security.alpha.kubernetes.io~1pod',
      value: 'runtime/default',
    },
  ])
  const container = assess('{name: a}', '', '{container.seccomp.security.alpha.kubernetes.io/a: unconfined}')
  t.deepEqual(brief(container), [
    [POD, 'open', undefined],
    [own(0), 'decided', 'deviation'],
  ])
})

test('a Windows pod that is exempt is compliant, another one is held by the rules of the API', (t) => {
  t.deepEqual(brief(assess('{name: a}', 'os: {name: windows},')), [[POD, 'compliant', undefined]])
  const held = assess('{name: a}', 'nodeSelector: {kubernetes.io/os: windows},')
  t.deepEqual(brief(held), [[POD, 'open', 'api-rule']])
  t.is(held[0]?.operations, undefined)
})
