import type { Binding, InputObject, Pod, Settings, Subject } from '../../model.ts'
import { calledIn, formerNames, formerNamespaces, mayShareNamespace } from '../names.ts'
import { asString } from './pod.ts'

/** A service account, with its namespace if known. */
export interface Account {
  name: string
  namespace?: string
  /** Names and namespaces before Kustomize's changes, which references may still use. */
  formerNames?: readonly string[]
  formerNamespaces?: readonly string[]
}

/** Returns the account of a pod: `serviceAccountName`, its deprecated alias `serviceAccount`, or `default`. */
export const accountOf = ({ spec, object, resource: { namespace } }: Pod): Account => {
  const name = asString(spec.serviceAccountName) || asString(spec.serviceAccount) || 'default'
  return { name, ...(namespace === undefined ? {} : { namespace, formerNamespaces: formerNamespaces(object) }) }
}

/** Returns the account of a ServiceAccount object. */
export const accountFrom = ({ resource: { name, namespace }, value }: InputObject): Account => ({
  name,
  formerNames: formerNames(value),
  ...(namespace === undefined ? {} : { namespace, formerNamespaces: formerNamespaces(value) }),
})

/** Returns the ServiceAccount objects that may be an account. */
export const accountObjects = (
  { name, namespace }: Account,
  accounts: readonly InputObject[],
  settings: Settings,
): InputObject[] =>
  calledIn(accounts, name).filter(({ resource }) =>
    mayShareNamespace(resource.namespace, namespace, settings.namespace),
  )

const isNamed = ({ name, formerNames = [] }: Account, word: string | undefined): boolean =>
  word === name || formerNames.includes(word ?? '')

const isIn = ({ namespace, formerNamespaces = [] }: Account, there: string | undefined, settings: Settings): boolean =>
  mayShareNamespace(there, namespace, settings.namespace) || formerNamespaces.includes(there ?? '')

/**
 * Returns whether a binding's subject includes an account: as a ServiceAccount, by its user name, or by a group of service
 * accounts. `system:authenticated` does not count, since it includes every user.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
export const isSubject = (subject: Subject, account: Account, settings: Settings): boolean => {
  if (subject.kind === 'ServiceAccount')
    return isNamed(account, subject.name) && isIn(account, subject.namespace, settings)
  const [system, what, where, who, ...more] = subject.name.split(':')
  if (system !== 'system' || more.length > 0) return false
  if (where !== undefined && !isIn(account, where, settings)) return false
  if (subject.kind === 'Group') return what === 'serviceaccounts' && who === undefined
  return subject.kind === 'User' && what === 'serviceaccount' && isNamed(account, who)
}

/** A subject, with its binding. */
export interface Bound {
  binding: Binding
  subject: Binding['subjects'][number]
}

/** Returns every subject of the bindings that includes an account. */
export const bindingsOf = (account: Account, bindings: readonly Binding[], settings: Settings): Bound[] =>
  bindings.flatMap((binding) =>
    binding.subjects
      .filter(({ subject }) => isSubject(subject, account, settings))
      .map((subject): Bound => ({ binding, subject })),
  )
