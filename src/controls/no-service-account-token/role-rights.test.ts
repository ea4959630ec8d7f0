import test from 'ava'
import { objectFrom } from '../../testing.ts'
import { formatRights, onlyUsesSecurityPolicies } from './rbac.ts'

const role = (body: string) =>
  objectFrom(`{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, ${body}}`)

test('a role is formatted with its verbs and resources', (t) => {
  t.is(formatRights(role('rules: [{verbs: [get, list], resources: [secrets]}]')), 'allows get, list secrets')
  t.is(formatRights(role('rules: [{verbs: [get], nonResourceURLs: [/metrics]}]')), 'allows get /metrics')
  t.is(formatRights(role('rules: [{verbs: ["*"], resources: ["*"]}]')), 'allows all verbs on all resources')
  t.is(formatRights(role('rules: [{verbs: [get], resources: [a, b, c, d, e, f]}]')), 'allows get a, b, c, d and 2 more')
})

test('the most powerful verbs and resources come first, and long lists are shortened', (t) => {
  const rules = [
    '{verbs: [list], resources: [pods]}',
    '{verbs: [create], resources: [events]}',
    '{verbs: [get], resources: [secrets]}',
    '{verbs: [escalate], resources: [roles]}',
  ]
  t.is(formatRights(role(`rules: [${rules.join()}]`)), 'allows escalate roles; get secrets (and 2 more rules)')
  t.is(
    formatRights(role(`rules: [${rules.slice(0, 3).join()}]`)),
    'allows get secrets; create events (and 1 more rule)',
  )
})

test('a role without rules and an aggregated role are named as such', (t) => {
  t.is(formatRights(role('rules: []')), 'has no rules')
  t.is(formatRights(role('rules: null')), 'has no rules')
  t.is(formatRights(role('aggregationRule: {clusterRoleSelectors: []}')), 'aggregates the rules of other roles')
})

test('a role that only lets an account use policies is none that a token is needed for', (t) => {
  const psp = '{verbs: [use], apiGroups: [policy], resources: [podsecuritypolicies]}'
  t.true(onlyUsesSecurityPolicies(role(`rules: [${psp}]`)))
  t.false(onlyUsesSecurityPolicies(role(`rules: [${psp}, {verbs: [get], resources: [pods]}]`)))
  t.false(onlyUsesSecurityPolicies(role('rules: []')))
})
