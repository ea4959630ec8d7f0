import { groupBy } from '../../lib/words.ts'
import type { Binding, InputObject, Pod, Settings, Subject } from '../../model.ts'
import { calledIn, formerNames, formerNamespaces, inNamespace, mayShareNamespace } from '../names.ts'
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
): readonly InputObject[] => inNamespace(calledIn(accounts, name), namespace, settings.namespace)

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

/** A subject that may include accounts, with the namespace that it names. */
interface PlacedSubject {
  resource: { namespace?: string }
  bound: Bound
  order: number
}

const EVERY_ACCOUNT = 'every account'

/** Indexes the subjects by the name of the account, or as groups of accounts. */
const indexSubjects = (bindings: readonly Binding[]): ReadonlyMap<string, readonly PlacedSubject[]> => {
  const all = bindings.flatMap((binding) => binding.subjects.map((subject): Bound => ({ binding, subject })))
  const placed = all.map((bound, order) => {
    const { kind, name, namespace } = bound.subject.subject
    const [, , where, who] = name.split(':')
    const isAccount = kind === 'ServiceAccount'
    const there = isAccount ? namespace : where
    const resource = there === undefined ? {} : { namespace: there }
    const key = isAccount ? `named ${name}` : kind === 'User' ? `named ${who}` : EVERY_ACCOUNT
    return { key, resource, bound, order }
  })
  return groupBy(placed, ({ key }) => key)
}

const subjectIndexes = new WeakMap<readonly Binding[], ReadonlyMap<string, readonly PlacedSubject[]>>()

/** Returns every subject of the bindings that includes an account. */
export const bindingsOf = (account: Account, bindings: readonly Binding[], settings: Settings): Bound[] => {
  const index = subjectIndexes.get(bindings) ?? indexSubjects(bindings)
  subjectIndexes.set(bindings, index)
  const { name, namespace, formerNames = [], formerNamespaces = [] } = account
  const keys = [...[name, ...formerNames].map((one) => `named ${one}`), EVERY_ACCOUNT]
  const found = keys.flatMap((key) =>
    [namespace, ...formerNamespaces].flatMap((one) => inNamespace(index.get(key) ?? [], one, settings.namespace)),
  )
  return [...new Set(found)]
    .filter(({ bound }) => isSubject(bound.subject.subject, account, settings))
    .sort((a, b) => a.order - b.order)
    .map(({ bound }) => bound)
}
