import type { Binding, Pod, Settings, StreamObject, Subject } from '../model.ts'
import { type Former, formerOf, isNamed } from './former-names.ts'
import { mayShareNamespace } from './namespaces.ts'
import { asString } from './pods.ts'

/** A service account by its name, and its namespace where that is known. */
export interface Account {
  name: string
  namespace?: string
  /** Of the account itself or, where only a pod names it, of that pod. */
  former?: Former
}

/** The account of a pod: `serviceAccountName`, its deprecated alias `serviceAccount`, or `default`. */
export const accountOf = ({ spec, resource: { namespace }, object }: Pod): Account => {
  const name = asString(spec.serviceAccountName) || asString(spec.serviceAccount) || 'default'
  const { namespaces } = formerOf(object)
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(namespaces.length === 0 ? {} : { former: { names: [], namespaces } }),
  }
}

/** The ServiceAccount objects of the stream that may be a pod's account. */
export const accountObjects = (
  { name, namespace }: Account,
  accounts: readonly StreamObject[],
  settings: Settings,
): StreamObject[] =>
  accounts.filter(
    (object) => isNamed(object, name) && mayShareNamespace(object.resource.namespace, namespace, settings.namespace),
  )

/**
 * Whether a binding's subject is an account: as itself, as its user name or through a group of service accounts.
 * `system:authenticated` says nothing of it, since that is everybody.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
export const isSubject = (subject: Subject, { name, namespace, former }: Account, settings: Settings): boolean => {
  const names = [name, ...(former?.names ?? [])]
  const isNear = (place: string | undefined): boolean =>
    [namespace, ...(former?.namespaces ?? [])].some((own) => mayShareNamespace(place, own, settings.namespace))
  if (subject.kind === 'ServiceAccount') return names.includes(subject.name) && isNear(subject.namespace)
  const [system, what, where, who, ...more] = subject.name.split(':')
  if (system !== 'system' || more.length > 0) return false
  if (where !== undefined && !isNear(where)) return false
  if (subject.kind === 'Group') return what === 'serviceaccounts' && who === undefined
  return subject.kind === 'User' && what === 'serviceaccount' && who !== undefined && names.includes(who)
}

/** A subject of a binding and the binding that holds it. */
export interface Bound {
  binding: Binding
  subject: Binding['subjects'][number]
}

/** Every subject of the stream's bindings that is the account. */
export const bindingsOf = (account: Account, bindings: readonly Binding[], settings: Settings): Bound[] =>
  bindings.flatMap((binding) =>
    binding.subjects
      .filter(({ subject }) => isSubject(subject, account, settings))
      .map((subject): Bound => ({ binding, subject })),
  )
