import test from 'ava'
import type { Assessment } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import control from './index.ts'

const POD = '/spec/securityContext/runAsNonRoot'
const own = (index: number, field = 'runAsNonRoot'): string => `/spec/containers/${index}/securityContext/${field}`

const assess = (containers: string, pod = '', writable?: string[]): Assessment[] => {
  const view = podFrom(`{apiVersion: v1, kind: Pod, spec: {${pod} containers: [${containers}]}}`)
  return control.assess(writable === undefined ? view : { ...view, shape: { ...view.shape, writable } }, contextWith())
}

const brief = (assessments: Assessment[]) =>
  assessments.map(({ path, state, objection }) => [path, state, objection?.cause])
const securityContext = (fields: string): string => `securityContext: {${fields}}`

test('one flag in the pod if it fits all containers: assumed without a user, proven with one', (t) => {
  const [pod, ...others] = assess('{name: a}, {name: b}')
  t.deepEqual([pod?.path, pod?.state, pod?.confidence, others], [POD, 'open', 'assumed', []])
  t.deepEqual(pod?.operations, [{ op: 'add', path: '/spec/securityContext', value: { runAsNonRoot: true } }])
  t.is(assess(`{name: a}, {name: b, ${securityContext('runAsUser: 8')}}`)[0]?.confidence, 'assumed')
  const known = assess('{name: a}, {name: b}', `${securityContext('runAsUser: 7')},`)[0]
  t.is(known?.confidence, 'proven')
  t.deepEqual(
    known?.evidence?.map(({ text }) => text),
    ['no runAsNonRoot in the pod', 'securityContext.runAsUser: 7'],
  )
})

test('containers with their own flag are compliant, and the pod gets a flag for the others', (t) => {
  t.deepEqual(brief(assess(`{name: a, ${securityContext('runAsNonRoot: true')}}`)), [[own(0), 'compliant', undefined]])
  t.deepEqual(brief(assess(`{name: a, ${securityContext('runAsNonRoot: true')}}, {name: b}`)), [
    [own(0), 'compliant', undefined],
    [POD, 'open', undefined],
  ])
  t.deepEqual(brief(assess('{name: a}', `${securityContext('runAsNonRoot: true')},`)), [[POD, 'compliant', undefined]])
})

test('an explicit false is a decision, which enforce overrides unless the user is root', (t) => {
  const [pod] = assess('{name: a}', `${securityContext('runAsNonRoot: false')},`)
  t.deepEqual([pod?.state, pod?.objection?.cause], ['decided', 'deviation'])
  t.deepEqual(pod?.operations, [{ op: 'replace', path: POD, value: true }])
  const [user, flag] = assess(`{name: a, ${securityContext('runAsNonRoot: false, runAsUser: 0')}}`)
  t.deepEqual([user?.path, user?.operations], [own(0, 'runAsUser'), undefined])
  t.deepEqual([flag?.path, flag?.state, flag?.operations], [own(0), 'decided', undefined])
})

test('user 0 is a decision without an operation, and the other containers get a flag of their own', (t) => {
  t.deepEqual(brief(assess('{name: a}', `${securityContext('runAsUser: 0')},`)), [
    ['/spec/securityContext/runAsUser', 'decided', 'deviation'],
  ])
  t.deepEqual(brief(assess(`{name: a, ${securityContext('runAsUser: 0')}}, {name: b}`)), [
    [own(0, 'runAsUser'), 'decided', 'deviation'],
    [own(1), 'open', undefined],
  ])
  t.deepEqual(brief(assess(`{name: a, ${securityContext('runAsUser: 7')}}`, `${securityContext('runAsUser: 0')},`)), [
    ['/spec/securityContext/runAsUser', 'decided', 'deviation'],
    [POD, 'open', undefined],
  ])
})

test('signs of root hold the flag of that container, unless another user is declared', (t) => {
  for (const fields of [
    'command: [chown, -R, "7", /data]',
    'args: [sh, -c, "sysctl -w vm.max_map_count=262144"]',
    'args: ["apk add curl"]',
    'command: [su-exec, app, run]',
    'ports: [{containerPort: 443}]',
    securityContext('privileged: true'),
    securityContext('capabilities: {add: [NET_ADMIN]}'),
    'volumeMounts: [{name: log, mountPath: /log}]',
  ]) {
    // Two signs together make a node agent, of which every container is held.
    const volumes = fields.startsWith('volumeMounts') ? 'volumes: [{name: log, hostPath: {path: /var/log}}],' : ''
    const expected = [
      [own(0), 'open', 'evidence'],
      [own(1), 'open', undefined],
    ]
    t.deepEqual(brief(assess(`{name: a, ${fields}}, {name: b}`, volumes)), expected, fields)
    const declared = assess(`{name: a, ${fields}}, {name: b}`, `${volumes} ${securityContext('runAsUser: 7')},`)
    if (!fields.startsWith('securityContext')) t.deepEqual(brief(declared), [[POD, 'open', undefined]], fields)
  }
})

test('host namespaces and a process namespace shared with root are evidence', (t) => {
  t.deepEqual(brief(assess('{name: a}', 'hostPID: true,')), [[own(0), 'open', 'evidence']])
  const assessments = assess(`{name: a, ${securityContext('runAsUser: 0')}}, {name: b}`, 'shareProcessNamespace: true,')
  t.deepEqual(brief(assessments).at(-1), [own(1), 'open', 'evidence'])
  t.deepEqual(brief(assess('{name: a}, {name: b}', 'shareProcessNamespace: true,')), [[POD, 'open', undefined]])
})

test('each container gets its own field if the kind drops that of the pod', (t) => {
  t.deepEqual(brief(assess('{name: a}', '', ['/containers/*/securityContext/**'])), [[own(0), 'open', undefined]])
})

test('a Windows pod gets no flag: unset and an explicit false are held for good', (t) => {
  const [unset] = assess('{name: a}', 'os: {name: windows},')
  t.deepEqual([unset?.path, unset?.objection?.cause, unset?.operations], [POD, 'evidence', undefined])
  t.deepEqual(brief(assess(`{name: a, ${securityContext('runAsNonRoot: true')}}`, 'os: {name: windows},')), [
    [own(0), 'compliant', undefined],
  ])
  const [pod] = assess('{name: a}', `os: {name: windows}, ${securityContext('runAsNonRoot: false')},`)
  t.deepEqual([pod?.state, pod?.operations], ['decided', undefined])
})
