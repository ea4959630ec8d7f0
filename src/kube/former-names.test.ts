import test from 'ava'
import { contextWith, objectFrom } from '../testing.ts'
import { formerOf, isNamed, namesOf } from './former-names.ts'
import { accountObjects, isSubject } from './service-accounts.ts'

const { settings } = contextWith()

const account = objectFrom(`apiVersion: v1
kind: ServiceAccount
metadata:
  name: north-web
  namespace: north
  annotations:
    internal.config.kubernetes.io/previousNames: web,web
    internal.config.kubernetes.io/previousNamespaces: default,north
`)

const plain = objectFrom('{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, annotations: {a: b}}}')

test('an object has all the names that Kustomize notes on it, each once', (t) => {
  t.deepEqual(namesOf(account), ['north-web', 'web'])
  t.deepEqual(namesOf(plain), ['web'])
  t.deepEqual(formerOf(plain.value), { names: [], namespaces: [] })
})

test('what Kustomize notes is no name where it is no text', (t) => {
  t.deepEqual(formerOf({ metadata: { annotations: { 'internal.config.kubernetes.io/previousNames': 7 } } }).names, [])
  t.deepEqual(formerOf({ metadata: 'none' }).names, [])
})

test('a reference may say the present name or an earlier one, and no other', (t) => {
  for (const [name, found] of [
    ['north-web', true],
    ['web', true],
    ['north', false],
    ['', false],
  ] as const) {
    t.is(isNamed(account, name), found, name)
    t.is(accountObjects({ name, namespace: 'north' }, [account], settings).length, found ? 1 : 0, name)
  }
  t.is(accountObjects({ name: 'web', namespace: 'south' }, [account], settings).length, 0)
})

test('the subject of a binding may say an earlier name and an earlier namespace', (t) => {
  const own = { name: 'north-web', namespace: 'north', former: formerOf(account.value) }
  const subject = (name: string, namespace: string) => ({ kind: 'ServiceAccount', name, namespace })
  t.true(isSubject(subject('web', 'default'), own, settings))
  t.true(isSubject(subject('north-web', 'north'), own, settings))
  t.false(isSubject(subject('web', 'south'), own, settings))
  t.false(isSubject(subject('api', 'default'), own, settings))
  const user = { kind: 'User', name: 'system:serviceaccount:default:web' }
  t.true(isSubject(user, own, settings))
  t.false(isSubject(user, { name: 'web', namespace: 'north' }, settings))
})
