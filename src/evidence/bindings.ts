import { calledIn } from '../kube/former-names.ts'
import { mayShareNamespace } from '../kube/namespaces.ts'
import { type Account, type Bound, bindingsOf } from '../kube/service-accounts.ts'
import type { Binding, Clue, Context, StreamObject } from '../model.ts'
import { onlyUsesPolicies, rightsOf } from './role-rights.ts'

/**
 * What the roles that every cluster has permit.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['cluster-admin', 'lets it do anything with everything'],
  ['admin', 'lets it read and write most objects, secrets and roles among them'],
  ['edit', 'lets it read and write most objects, secrets among them'],
  ['view', 'lets it read most objects, but no secrets'],
  ['system:auth-delegator', 'lets it create tokenreviews, subjectaccessreviews'],
])

/** OpenShift's roles that permit the use of a security context constraint, and no more. */
const POLICY_ROLE = /^system:openshift:scc:/

const rolesOf = ({ resource, role }: Binding, { stream, settings }: Context): StreamObject[] =>
  calledIn(stream.roles, role.name).filter(
    (found) =>
      found.resource.kind === role.kind &&
      (role.kind === 'ClusterRole' ||
        mayShareNamespace(found.resource.namespace, resource.namespace, settings.namespace)),
  )

const roleClues = ({ role }: Binding, roles: readonly StreamObject[]): Clue[] => {
  const named = `${role.kind} "${role.name}"`
  if (roles.length > 0)
    return roles.map((found) => ({ source: 'rbac', text: `${named} ${rightsOf(found)}`, at: found.at }))
  const known = role.kind === 'ClusterRole' ? BUILT_IN.get(role.name) : undefined
  if (known !== undefined) return [{ source: 'kubernetes', text: `${named} ${known}` }]
  return [{ source: 'rbac', text: `${named} is not in this stream` }]
}

const bindingClue = ({ binding, subject: { subject, at } }: Bound): Clue => ({
  source: 'rbac',
  text: `${binding.resource.kind} "${binding.resource.name}" has the subject ${subject.kind} "${subject.name}"`,
  at,
})

/**
 * Clues to the roles that this stream binds to a service account, and to what they permit; none where they only
 * permit the use of security policies.
 */
export const bindingClues = (account: Account, context: Context): Clue[] =>
  bindingsOf(account, context.stream.bindings, context.settings).flatMap((bound): Clue[] => {
    const roles = rolesOf(bound.binding, context)
    if (POLICY_ROLE.test(bound.binding.role.name) || (roles.length > 0 && roles.every(onlyUsesPolicies))) return []
    return [bindingClue(bound), ...roleClues(bound.binding, roles)]
  })

/** Whether the stream says anything of who may do what; where it does not, bindings may well stand elsewhere. */
export const hasRbac = ({ stream }: Context): boolean => stream.bindings.length > 0 || stream.roles.length > 0
