import { calledIn, inNamespace } from '../../kube/names.ts'
import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { type Account, type Bound, bindingsOf } from '../../kube/pod/service-accounts.ts'
import type { Binding, Evidence, EvidenceContext, InputObject, JsonObject } from '../../model.ts'

/** How many rules of a role are shown, and how many names of one rule. */
const SHOWN = { rules: 2, names: 4 }

const ALL = '*'
const ESCALATING_VERBS: readonly string[] = [ALL, 'escalate', 'bind', 'impersonate']
const WRITE_VERBS: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection']
const SENSITIVE_RESOURCES: readonly string[] = [
  ALL,
  'secrets',
  'pods/exec',
  'pods/attach',
  'serviceaccounts/token',
  'nodes/proxy',
]

const stringsOf = (rule: JsonObject, field: string): string[] =>
  asList(rule[field]).flatMap((item) => asString(item) ?? [])

/** Reads the rules of a Role or ClusterRole, in order. */
export const rulesOf = (role: InputObject): JsonObject[] => asList(role.value.rules).map(asObject)

/**
 * Whether a role only allows the use of security policies. Admission checks that for the account when a pod is created;
 * the pod does not need its token for it.
 */
export const onlyUsesSecurityPolicies = (role: InputObject): boolean => {
  const rules = rulesOf(role)
  return rules.length > 0 && rules.every((rule) => stringsOf(rule, 'verbs').every((verb) => verb === 'use'))
}

/** Ranks a rule by what an attacker with the token could do. */
const rankRule = (rule: JsonObject): number => {
  const verbs = stringsOf(rule, 'verbs')
  if (verbs.some((verb) => ESCALATING_VERBS.includes(verb))) return 3
  if (stringsOf(rule, 'resources').some((name) => SENSITIVE_RESOURCES.includes(name))) return 2
  return verbs.some((verb) => WRITE_VERBS.includes(verb)) ? 1 : 0
}

const formatNames = (names: readonly string[]): string => {
  const more = names.length - SHOWN.names
  return more > 0 ? `${names.slice(0, SHOWN.names).join(', ')} and ${more} more` : names.join(', ')
}

const formatRule = (rule: JsonObject): string => {
  const verbs = stringsOf(rule, 'verbs')
  const things = [...stringsOf(rule, 'resources'), ...stringsOf(rule, 'nonResourceURLs')]
  const what = things.includes(ALL) ? 'all resources' : formatNames(things)
  return verbs.includes(ALL) ? `all verbs on ${what}` : `${verbs.join(', ')} ${what}`
}

/** Formats what a role allows, the most powerful rules first, e.g. `allows get, list secrets; create events (and 3 more rules)`. */
export const formatRights = (role: InputObject): string => {
  const rules = rulesOf(role).sort((a, b) => rankRule(b) - rankRule(a))
  if (rules.length === 0)
    return role.value.aggregationRule === undefined ? 'has no rules' : 'aggregates the rules of other roles'
  const more = rules.length - SHOWN.rules
  const shown = rules.slice(0, SHOWN.rules).map(formatRule).join('; ')
  return `allows ${shown}${more > 0 ? ` (and ${more} more rule${more > 1 ? 's' : ''})` : ''}`
}

/**
 * What the default roles of every cluster allow.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['cluster-admin', 'allows all verbs on all resources'],
  ['admin', 'allows reading and writing most objects, including secrets and roles'],
  ['edit', 'allows reading and writing most objects, including secrets'],
  ['view', 'allows reading most objects except secrets'],
  ['system:auth-delegator', 'allows create tokenreviews, subjectaccessreviews'],
])

/** OpenShift's roles that only allow the use of a security context constraint. */
const SCC_ROLE = /^system:openshift:scc:/

const findRoles = ({ resource, role }: Binding, { input, settings }: EvidenceContext): InputObject[] => {
  const called = calledIn(input.roles, role.name)
  const near = role.kind === 'ClusterRole' ? called : inNamespace(called, resource.namespace, settings.namespace)
  return near.filter((found) => found.resource.kind === role.kind)
}

const quoteRoles = ({ role }: Binding, roles: readonly InputObject[]): Evidence[] => {
  const named = `${role.kind} "${role.name}"`
  if (roles.length > 0)
    return roles.map((found) => ({ source: 'rbac', text: `${named} ${formatRights(found)}`, at: found.at }))
  const known = role.kind === 'ClusterRole' ? BUILT_IN.get(role.name) : undefined
  if (known !== undefined) return [{ source: 'kubernetes', text: `${named} ${known}` }]
  return [{ source: 'rbac', text: `${named} is not in the input` }]
}

const quoteBinding = ({ binding, subject: { subject, at } }: Bound): Evidence => ({
  source: 'rbac',
  text: `${binding.resource.kind} "${binding.resource.name}" has the subject ${subject.kind} "${subject.name}"`,
  at,
})

/** The roles that the input binds to a service account. */
export interface BoundRoles {
  /** The bindings, and what the roles allow. */
  evidence: Evidence[]
  /** A binding names the account, so somebody gave it these rights. A group and the account `default` are for any pod. */
  expected: boolean
}

/** Finds the roles that the input binds to a service account and what they allow, without roles for security policies. */
export const findBindings = (account: Account, context: EvidenceContext): BoundRoles => {
  const found = bindingsOf(account, context.input.bindings, context.settings)
    .map((bound) => ({ ...bound, roles: findRoles(bound.binding, context) }))
    .filter(
      ({ binding, roles }) =>
        !SCC_ROLE.test(binding.role.name) && !(roles.length > 0 && roles.every(onlyUsesSecurityPolicies)),
    )
  return {
    evidence: found.flatMap((bound) => [quoteBinding(bound), ...quoteRoles(bound.binding, bound.roles)]),
    expected: account.name !== 'default' && found.some(({ subject: { subject } }) => subject.kind !== 'Group'),
  }
}

/** Whether the input contains RBAC objects; if not, bindings are probably outside of it. */
export const hasRbac = ({ input }: EvidenceContext): boolean => input.bindings.length > 0 || input.roles.length > 0
