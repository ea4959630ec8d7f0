import test from 'ava'
import type { Assessment } from '../model.ts'
import { contextWith, podFrom } from '../testing.ts'
import control from './no-privilege-escalation.ts'

const PATH = '/spec/containers/0/securityContext/allowPrivilegeEscalation'

const assess = (container: string, pod = ''): Assessment => {
  const text = `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${pod} containers: [{name: app, image: i, ${container}}]}}`
  return control.assess(podFrom(text), contextWith())[0] as Assessment
}

test('an unset flag is open and likely to work', (t) => {
  const { state, operations, confidence, objection, evidence } = assess('')
  t.deepEqual([state, confidence, objection], ['open', 'likely', undefined])
  t.deepEqual(operations, [
    { op: 'add', path: '/spec/containers/0/securityContext', value: { allowPrivilegeEscalation: false } },
  ])
  t.is(evidence?.[0]?.text, 'no allowPrivilegeEscalation in container "app"')
})

test('null counts as unset, false is compliant', (t) => {
  t.deepEqual(assess('securityContext: {allowPrivilegeEscalation: null}').operations, [
    { op: 'replace', path: PATH, value: false },
  ])
  t.is(assess('securityContext: {allowPrivilegeEscalation: false}').state, 'compliant')
})

test('an explicit true is a decision that enforce overrides', (t) => {
  const { state, operations, objection } = assess('securityContext: {allowPrivilegeEscalation: true}')
  t.deepEqual([state, objection?.cause], ['decided', 'deviation'])
  t.deepEqual(operations, [{ op: 'replace', path: PATH, value: false }])
})

test('a privileged container and an added CAP_SYS_ADMIN are rules of the API, SYS_ADMIN is not', (t) => {
  t.is(assess('securityContext: {privileged: true}').objection?.cause, 'api-rule')
  t.is(assess('securityContext: {privileged: true, allowPrivilegeEscalation: true}').objection?.cause, 'api-rule')
  t.is(assess('securityContext: {capabilities: {add: [CAP_SYS_ADMIN]}}').objection?.cause, 'api-rule')
  t.is(assess('securityContext: {capabilities: {add: [SYS_ADMIN]}}').objection, undefined)
})

test('programs that gain privileges are evidence against it', (t) => {
  for (const fields of [
    'command: [sudo, -u, app, run]',
    'args: ["fusermount3 -u /mnt"]',
    'command: [ping, -c1, example.com]',
    'readinessProbe: {exec: {command: [sh, -c, "su postgres -c pg_isready"]}}',
  ])
    t.is(assess(fields).objection?.cause, 'evidence', fields)
  for (const fields of ['command: [redis-cli, ping]', 'command: [gosu, app, run]', 'args: [/etc/sudoers]'])
    t.is(assess(fields).objection, undefined, fields)
})

test('actions that need a privileged container are evidence, unless the manifest sets privileged: false', (t) => {
  const fields = 'command: [sysctl, -w, vm.max_map_count=262144],'
  t.is(assess(fields).objection?.cause, 'evidence')
  t.is(assess(`${fields} securityContext: {capabilities: {add: [CHOWN], drop: [ALL]}}`).objection?.cause, 'evidence')
  for (const securityContext of ['privileged: false', 'capabilities: {add: [SYS_ADMIN]}'])
    t.is(assess(`${fields} securityContext: {${securityContext}}`).objection, undefined, securityContext)
})

test('every container of a pod is assessed', (t) => {
  const pod = podFrom(
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: [{name: a}], containers: [{name: b}],
      ephemeralContainers: [{name: c}]}}`,
  )
  t.deepEqual(
    control.assess(pod, contextWith()).map(({ container, state }) => [container, state]),
    [
      ['a', 'open'],
      ['b', 'open'],
      ['c', 'open'],
    ],
  )
})

test('a Windows pod that is exempt is compliant, another one is held by the rules of the API', (t) => {
  t.is(assess('', 'os: {name: windows},').state, 'compliant')
  const { objection, operations } = assess('', 'nodeSelector: {kubernetes.io/os: windows},')
  t.deepEqual([objection?.cause, operations], ['api-rule', undefined])
})

test('cron and rootless builders start programs that gain privileges', (t) => {
  for (const fields of ['command: [cron, -f]', 'command: [sh, -c, "crond && app"]', 'args: [buildah, bud, .]'])
    t.is(assess(fields).objection?.cause, 'evidence', fields)
  t.is(assess('args: [cron]').objection, undefined)
})
