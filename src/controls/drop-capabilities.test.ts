import test from 'ava'
import type { Judgement } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import control from './drop-capabilities.ts'

const CAPABILITIES = '/spec/containers/0/securityContext/capabilities'

const judgeAll = (container: string, pod = ''): Judgement[] =>
  control.judge(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${pod} containers: [{name: app, ${container}}]}}`),
    contextWith(),
  )

const judge = (container: string, pod = ''): Judgement => judgeAll(container, pod)[0] as Judgement

const context = (fields: string): string => `securityContext: {${fields}}`

test('unset is open: likely where another user is declared, assumed where nothing is known', (t) => {
  const { state, confidence, operations, against } = judge('image: i')
  t.deepEqual([state, confidence, against], ['open', 'assumed', undefined])
  t.deepEqual(operations, [
    { op: 'add', path: '/spec/containers/0/securityContext', value: { capabilities: { drop: ['ALL'] } } },
  ])
  t.is(judge(context('runAsUser: 7')).confidence, 'likely')
  t.is(judge('image: i', 'securityContext: {runAsNonRoot: true},').confidence, 'likely')
})

test('empty lists and maps count as unset', (t) => {
  t.deepEqual(judge(context('capabilities: {}')).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop`, value: ['ALL'] },
  ])
  t.deepEqual(judge(context('capabilities: {drop: [], add: []}')).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop/0`, value: 'ALL' },
  ])
})

test('what the author drops stays, and ALL comes after it', (t) => {
  t.deepEqual(judge(context('capabilities: {drop: [NET_RAW]}')).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop/1`, value: 'ALL' },
  ])
})

test('all and CAP_ALL are respelt, and ALL is compliant whatever else stands there', (t) => {
  for (const name of ['all', 'CAP_ALL', 'All'])
    t.deepEqual(judge(context(`runAsUser: 0, capabilities: {drop: [KILL, ${name}]}`)).operations, [
      { op: 'replace', path: `${CAPABILITIES}/drop/1`, value: 'ALL' },
    ])
  t.is(judge(context('capabilities: {drop: [all, ALL]}')).state, 'compliant')
})

test('a decided add holds it, unless the author already dropped something', (t) => {
  const alone = judge(context('capabilities: {add: [NET_BIND_SERVICE]}'))
  t.deepEqual([alone.state, alone.against?.cause], ['decided', 'deviation'])
  const beside = judge(context('capabilities: {add: [NET_BIND_SERVICE], drop: [KILL]}'))
  t.deepEqual([beside.state, beside.against], ['open', undefined])
  t.is(judge(context('capabilities: {add: [ALL], drop: [KILL]}')).against?.cause, 'deviation')
})

test('an add beyond NET_BIND_SERVICE is a decision of its own, which enforce takes back', (t) => {
  const [drop, add] = judgeAll(context('capabilities: {add: [NET_BIND_SERVICE, CHOWN], drop: [ALL]}'))
  t.is(drop?.state, 'compliant')
  t.deepEqual([add?.state, add?.against?.cause, add?.path], ['decided', 'deviation', `${CAPABILITIES}/add`])
  t.deepEqual(add?.operations, [{ op: 'remove', path: `${CAPABILITIES}/add/1` }])
  t.is(judgeAll(context('capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}')).length, 1)
})

test('a privileged container is a decision', (t) => {
  const { state, against, operations } = judge(context('privileged: true'))
  t.deepEqual([state, against?.cause, operations?.length], ['decided', 'deviation', 1])
})

test('what shows that root is at work holds it', (t) => {
  for (const fields of [
    context('runAsUser: 0'),
    'args: [sh, -c, "chown -R app /data"]',
    'command: [gosu, app, run]',
    'ports: [{containerPort: 80}]',
  ]) {
    const { state, against, operations } = judge(fields)
    t.deepEqual([state, against?.cause, operations?.length], ['open', 'evidence', 1], fields)
  }
})

test('of another user only programs with a setuid bit are evidence', (t) => {
  const user = context('runAsUser: 7')
  t.is(judge(`${user}, ports: [{containerPort: 80}]`).against, undefined)
  t.is(judge(`${user}, args: ["chmod +x /tmp/run"]`).against, undefined)
  t.is(judge(`${user}, args: ["sudo run"]`).against?.cause, 'evidence')
})

test('a sysctl of the pod that opens low ports takes the evidence away', (t) => {
  const sysctl = (value: string) =>
    `securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "${value}"}]},`
  t.is(judge('ports: [{containerPort: 80}]', sysctl('80')).against, undefined)
  t.is(judge('ports: [{containerPort: 80}]', sysctl('443')).against?.cause, 'evidence')
})

test('a Windows pod that is exempt is compliant, another one is held by the rules of the API', (t) => {
  t.is(judge('image: i', 'os: {name: windows},').state, 'compliant')
  const { against, operations } = judge('image: i', 'nodeSelector: {kubernetes.io/os: windows},')
  t.deepEqual([against?.cause, operations], ['api-rule', undefined])
})
