import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import type { Assessment, EvidenceContext, InputObject } from '../../model.ts'
import { contextWith, objectFrom } from '../../testing.ts'
import { serviceAccounts } from './accounts.ts'

const contextOf = (...objects: string[]): EvidenceContext =>
  contextWith(gatherEvidence(objects.map((text, i) => objectFrom(text, i + 1))))

const account = (name: string, rest = '') =>
  `{apiVersion: v1, kind: ServiceAccount, metadata: {name: ${name}}, ${rest}}`

const binding = (subject: string) =>
  `{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {kind: Role, name: r}, subjects: [{${subject}}]}`

const assessAccount = (context: EvidenceContext): Assessment =>
  serviceAccounts.assess(context.input.serviceAccounts[0] as InputObject, context)[0] as Assessment

test('an account that nothing binds or names gives no token', (t) => {
  const { state, operations, confidence, objection } = assessAccount(contextOf(account('web')))
  t.deepEqual([state, confidence, objection], ['open', 'assumed', undefined])
  t.deepEqual(operations, [{ op: 'add', path: '/automountServiceAccountToken', value: false }])
  t.is(assessAccount(contextOf(account('web', 'automountServiceAccountToken: true'))).operations?.[0]?.op, 'replace')
  t.is(assessAccount(contextOf(account('web', 'automountServiceAccountToken: false'))).state, 'compliant')
})

test('an account that is bound, named anywhere or called default is left alone', (t) => {
  const evidence = (...objects: string[]) =>
    assessAccount(contextOf(account('web'), ...objects)).objection?.evidence?.[0]
  t.is(evidence(binding('kind: ServiceAccount, name: web'))?.source, 'rbac')
  const map = (value: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: "${value}"}}`
  t.deepEqual(evidence(map('account: web;')), {
    source: 'manifest',
    text: '"web" in ConfigMap "c"',
    at: { document: 2, pointer: '/data/a' },
  })
  t.is(evidence(map('web-config, my-web, webs')), undefined)
  t.is(assessAccount(contextOf(account('default'))).objection?.evidence?.[0]?.text, 'metadata.name: default')
})

test('an object of the same name does not name the account, and a field for accounts is the best place', (t) => {
  const evidence = (text: string) => assessAccount(contextOf(account('web'), text)).objection?.evidence?.[0]
  t.is(evidence('{apiVersion: v1, kind: ConfigMap, metadata: {name: web, labels: {app: web}}}'), undefined)
  const deployment =
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {app: web}, serviceAccountName: web}}'
  t.is(evidence(deployment)?.at?.pointer, '/spec/serviceAccountName')
})

test('the content of a Secret is not searched for the account, its annotations are', (t) => {
  const secret = (metadata: string) =>
    `{apiVersion: v1, kind: Secret, metadata: {name: s, ${metadata}}, stringData: {a: web}}`
  const objection = (metadata: string) => assessAccount(contextOf(account('web'), secret(metadata))).objection
  t.is(objection(''), undefined)
  t.truthy(objection('annotations: {kubernetes.io/service-account.name: web}'))
})

test('an account that arguments, the environment or a custom resource name is left alone', (t) => {
  const named = (text: string) => assessAccount(contextOf(account('web'), text)).objection?.evidence?.[0]?.text
  const pod = (container: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, ${container}}]}}`
  t.is(named(pod('args: [--worker-account=web]')), '"web" in Pod "p"')
  t.is(named(pod('env: [{name: ACCOUNT, value: web}]')), '"web" in Pod "p"')
  t.is(
    named('{apiVersion: example.com/v1, kind: Runner, metadata: {name: r}, spec: {account: web}}'),
    '"web" in Runner "r"',
  )
  t.is(named(pod('args: [--app=webs]')), undefined)
})
