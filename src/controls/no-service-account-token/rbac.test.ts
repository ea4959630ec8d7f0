import test from 'ava'
import { gatherEvidence } from '../../evidence/gather.ts'
import { contextWith, objectFrom } from '../../testing.ts'
import { findBindings, hasRbac } from './rbac.ts'

const GROUP = 'rbac.authorization.k8s.io/v1'

const binding = (role: string, kind = 'RoleBinding', apiVersion = GROUP) =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: b, namespace: shop}, roleRef: {${role}}, subjects: [{kind: ServiceAccount, name: web}]}`

const role = (rules: string, kind = 'Role', namespace = 'shop') =>
  `{apiVersion: ${GROUP}, kind: ${kind}, metadata: {name: r, namespace: ${namespace}}, rules: [${rules}]}`

const contextOf = (...objects: string[]) => contextWith(gatherEvidence(objects.map((text, i) => objectFrom(text, i))))

const evidence = (...objects: string[]) =>
  findBindings({ name: 'web' }, contextOf(...objects)).evidence.map(({ text }) => text)

const BOUND = 'RoleBinding "b" has the subject ServiceAccount "web"'
const READS = '{verbs: [get, list], resources: [secrets]}'

test('the role of a binding is found in the input and formatted with its rights', (t) => {
  t.deepEqual(evidence(binding('kind: Role, name: r'), role(READS)), [BOUND, 'Role "r" allows get, list secrets'])
  t.deepEqual(evidence(binding('kind: ClusterRole, name: r'), role(READS, 'ClusterRole', '')), [
    BOUND,
    'ClusterRole "r" allows get, list secrets',
  ])
})

test('a role of another kind or namespace is another role', (t) => {
  const unseen = [BOUND, 'Role "r" is not in the input']
  t.deepEqual(evidence(binding('kind: Role, name: r'), role(READS, 'ClusterRole')), unseen)
  t.deepEqual(evidence(binding('kind: Role, name: r'), role(READS, 'Role', 'bank')), unseen)
})

test('the default roles of every cluster are known', (t) => {
  t.deepEqual(evidence(binding('kind: ClusterRole, name: view')), [
    BOUND,
    'ClusterRole "view" allows reading most objects except secrets',
  ])
})

test('a binding that only lets an account use security policies is no need of a token', (t) => {
  const use = '{verbs: [use], resources: [podsecuritypolicies]}'
  t.deepEqual(evidence(binding('kind: Role, name: r'), role(use)), [])
  t.is(evidence(binding('kind: Role, name: r'), role(`${use}, ${READS}`)).length, 2)
  t.deepEqual(evidence(binding('kind: ClusterRole, name: "system:openshift:scc:anyuid"')), [])
})

test('a bound role without rules is still a binding', (t) => {
  t.deepEqual(evidence(binding('kind: Role, name: r'), role('')), [BOUND, 'Role "r" has no rules'])
})

test('a binding of OpenShift names a Role by its namespace', (t) => {
  const own = (ref: string) => evidence(binding(ref, 'RoleBinding', 'authorization.openshift.io/v1'), role(READS))
  t.deepEqual(own('name: r, namespace: shop'), [BOUND, 'Role "r" allows get, list secrets'])
  t.deepEqual(own('name: r'), [BOUND, 'ClusterRole "r" is not in the input'])
})

test('a role or a binding anywhere means that the input contains RBAC', (t) => {
  t.true(hasRbac(contextOf(binding('kind: Role, name: r'))))
  t.true(hasRbac(contextOf(role(READS))))
  t.false(hasRbac(contextOf('{apiVersion: v1, kind: ServiceAccount, metadata: {name: web}}')))
})
