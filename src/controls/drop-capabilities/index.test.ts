import test from 'ava'
import type { Assessment, ImageFacts, JsonObject } from '../../model.ts'
import { contextWith, podFrom } from '../../testing.ts'
import control from './index.ts'

const CAPABILITIES = '/spec/containers/0/securityContext/capabilities'

const IMAGE = 'registry.example/team/app'

const assessAll = (container: string, pod = '', facts: Partial<ImageFacts> = {}): Assessment[] =>
  control.assess(
    podFrom(`{apiVersion: v1, kind: Pod, spec: {${pod} containers: [{name: app, image: "${IMAGE}:1", ${container}}]}}`),
    contextWith({}, Object.keys(facts).length === 0 ? [] : [{ image: IMAGE, status: 'verified', ...facts }]),
  )

const assess = (container: string, pod = '', facts: Partial<ImageFacts> = {}): Assessment =>
  assessAll(container, pod, facts)[0] as Assessment

const ROOT_SET = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID']

/** The capabilities that an assessment adds back. */
const addedBy = ({ operations = [] }: Assessment): unknown =>
  operations.flatMap((operation) => {
    if (operation.op === 'remove') return []
    const { securityContext, capabilities = securityContext } = operation.value as JsonObject
    const { add = [] } = ((capabilities as JsonObject)?.capabilities ?? capabilities ?? operation.value) as JsonObject
    return operation.path.includes('/add') ? [operation.value].flat() : (add as string[])
  })

const securityContext = (fields: string): string => `securityContext: {${fields}}`

test('unset is open: likely if a non-root user is declared, assumed if nothing is known', (t) => {
  const { state, confidence, operations, objection } = assess('env: []')
  t.deepEqual([state, confidence, objection], ['open', 'assumed', undefined])
  t.deepEqual(operations, [
    { op: 'add', path: '/spec/containers/0/securityContext', value: { capabilities: { drop: ['ALL'] } } },
  ])
  t.is(assess(securityContext('runAsUser: 7')).confidence, 'likely')
  t.is(assess('env: []', 'securityContext: {runAsNonRoot: true},').confidence, 'likely')
})

test('empty lists and maps count as unset', (t) => {
  t.deepEqual(assess(securityContext('capabilities: {}')).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop`, value: ['ALL'] },
  ])
  t.deepEqual(assess(securityContext('capabilities: {drop: [], add: []}')).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop/0`, value: 'ALL' },
  ])
})

test('dropped capabilities of the manifest stay, and ALL is appended', (t) => {
  t.deepEqual(assess(securityContext('capabilities: {drop: [NET_RAW]}')).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop/1`, value: 'ALL' },
  ])
})

test('all and CAP_ALL become ALL, and ALL is compliant beside any other name', (t) => {
  for (const name of ['all', 'CAP_ALL', 'All'])
    t.deepEqual(assess(securityContext(`runAsUser: 0, capabilities: {drop: [KILL, ${name}]}`)).operations, [
      { op: 'replace', path: `${CAPABILITIES}/drop/1`, value: 'ALL' },
    ])
  t.is(assess(securityContext('capabilities: {drop: [all, ALL]}')).state, 'compliant')
})

test('a decided add holds it, unless the author already dropped something', (t) => {
  const alone = assess(securityContext('capabilities: {add: [NET_BIND_SERVICE]}'))
  t.deepEqual([alone.state, alone.objection?.cause], ['decided', 'deviation'])
  const beside = assess(securityContext('capabilities: {add: [NET_BIND_SERVICE], drop: [KILL]}'))
  t.deepEqual([beside.state, beside.objection], ['open', undefined])
  t.is(assess(securityContext('capabilities: {add: [ALL], drop: [KILL]}')).objection?.cause, 'deviation')
})

test('an added capability beyond NET_BIND_SERVICE is a decision, which enforce reverts', (t) => {
  const [drop, add] = assessAll(securityContext('capabilities: {add: [NET_BIND_SERVICE, CHOWN], drop: [ALL]}'))
  t.is(drop?.state, 'compliant')
  t.deepEqual([add?.state, add?.objection?.cause, add?.path], ['decided', 'deviation', `${CAPABILITIES}/add`])
  t.deepEqual(add?.operations, [{ op: 'remove', path: `${CAPABILITIES}/add/1` }])
  t.is(assessAll(securityContext('capabilities: {add: [NET_BIND_SERVICE], drop: [ALL]}')).length, 1)
})

test('a privileged container is a decision', (t) => {
  const { state, objection, operations } = assess(securityContext('privileged: true'))
  t.deepEqual([state, objection?.cause, operations?.length], ['decided', 'deviation', 1])
})

test('capabilities that the manifest drops are not added, and those that it adds stay first', (t) => {
  t.deepEqual(addedBy(assess(securityContext('runAsUser: 0, capabilities: {drop: [KILL, CHOWN]}'))), [
    'DAC_OVERRIDE',
    'FOWNER',
    'NET_BIND_SERVICE',
    'SETGID',
    'SETUID',
  ])
  const facts = { imageUser: 0, rootCapabilities: ['CHOWN', 'SETUID'] }
  t.deepEqual(assess(securityContext('capabilities: {drop: [KILL], add: [CHOWN]}'), '', facts).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop/1`, value: 'ALL' },
    { op: 'add', path: `${CAPABILITIES}/add/1`, value: 'SETUID' },
  ])
  t.deepEqual(assess(securityContext('capabilities: {drop: [KILL], add: []}'), '', facts).operations, [
    { op: 'add', path: `${CAPABILITIES}/drop/1`, value: 'ALL' },
    { op: 'replace', path: `${CAPABILITIES}/add`, value: ['CHOWN', 'SETUID'] },
  ])
})

test('capabilities added back for root are not a decision, and enforce keeps known needs', (t) => {
  const pod = (add: string) =>
    podFrom(
      `{apiVersion: v1, kind: Pod, spec: {containers: [{name: app, image: "${IMAGE}", ${securityContext(`runAsUser: 0, capabilities: {drop: [ALL], add: [${add}]}`)}}]}}`,
    )
  const given = { containers: [{ name: 'app', image: IMAGE, securityContext: { runAsUser: 0 } }] }
  const assessOwn = (add: string, images: ImageFacts[] = []) =>
    control.assess({ ...pod(add), given }, contextWith({}, images))[1]
  const assumed = assessOwn(ROOT_SET.join(', '))
  t.deepEqual([assumed?.objection?.cause, assumed?.operations?.length], ['evidence', 6])
  t.notRegex(JSON.stringify(assumed?.evidence), /capabilities.add/)
  const known = assessOwn('CHOWN', [{ image: IMAGE, status: 'verified', rootCapabilities: ['CHOWN'] }])
  t.deepEqual([known?.objection?.cause, known?.operations], ['evidence', undefined])
  const decided = control.assess(pod('CHOWN'), contextWith())[1]
  t.deepEqual([decided?.objection?.cause, decided?.operations?.length], ['deviation', 1])
})

test('a user that only a flag of our own rules out root is assumed', (t) => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, spec: {securityContext: {runAsNonRoot: true}, containers: [{name: app}]}}`,
  )
  t.is(control.assess(pod, contextWith())[0]?.confidence, 'likely')
  t.is(control.assess({ ...pod, given: { containers: [{ name: 'app' }] } }, contextWith())[0]?.confidence, 'assumed')
})

test('of another user only programs with a setuid bit are evidence', (t) => {
  const user = securityContext('runAsUser: 7')
  t.is(assess(`${user}, ports: [{containerPort: 80}]`).objection, undefined)
  t.is(assess(`${user}, args: ["chmod +x /tmp/run"]`).objection, undefined)
  t.is(assess(`${user}, args: ["sudo run"]`).objection?.cause, 'evidence')
})

test('with a sysctl that opens low ports they are not evidence', (t) => {
  const sysctl = (value: string) =>
    `securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "${value}"}]},`
  t.deepEqual(addedBy(assess('ports: [{containerPort: 80}]', sysctl('80'))), [])
  t.deepEqual(addedBy(assess('ports: [{containerPort: 80}]', sysctl('443'))), ROOT_SET)
})

test('a Windows pod that is exempt is compliant, another one is held by the rules of the API', (t) => {
  t.is(assess('env: []', 'os: {name: windows},').state, 'compliant')
  const { objection, operations } = assess('env: []', 'nodeSelector: {kubernetes.io/os: windows},')
  t.deepEqual([objection?.cause, operations], ['api-rule', undefined])
})

test('the reason names what is added back, and which level of the standards allows it', (t) => {
  const reason = (facts: Partial<ImageFacts>) => assess('env: []', '', facts).reason ?? ''
  t.regex(
    reason({ rootCapabilities: ['CHOWN', 'NET_BIND_SERVICE'] }),
    /; CHOWN, NET_BIND_SERVICE are added back, which Baseline allows but Restricted does not$/,
  )
  t.regex(
    reason({ rootCapabilities: ['NET_BIND_SERVICE'] }),
    /; NET_BIND_SERVICE is added back, which Restricted allows$/,
  )
  t.notRegex(reason({ imageUser: 7 }), /;/)
})

test('the evidence for an added IPC_LOCK is locked memory, and for others the programs that use them', (t) => {
  const evidence = (fields: string) =>
    assess(fields)
      .objection?.evidence?.slice(1)
      .map(({ text }) => text)
  t.deepEqual(
    evidence(
      `env: [{name: bootstrap.memory_lock, value: "true"}], ${securityContext('capabilities: {add: [IPC_LOCK]}')}`,
    ),
    ['true in env bootstrap.memory_lock of container "app"'],
  )
  t.deepEqual(evidence(`command: [chroot, /jail], ${securityContext('capabilities: {add: [SYS_CHROOT]}')}`), [
    '"chroot" in command of container "app"',
  ])
})
