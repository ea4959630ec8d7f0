import test from 'ava'
import { contextWith, objectFrom } from '../testing.ts'
import { calledIn, formerNames, formerNamespaces, isCalled, isHostNote, namesOf } from './names.ts'
import { accountFrom, accountObjects, isSubject } from './pod/service-accounts.ts'

const renamed = (prefix: string) =>
  objectFrom(
    `{metadata: {name: b-a-web, annotations: {${prefix}/previousNames: "web,a-web", ${prefix}/previousNamespaces: "default,shop"}}}`,
  )

test("an object has its name and those before Kustomize's renames", (t) => {
  for (const prefix of ['internal.config.kubernetes.io', 'config.kubernetes.io']) {
    const object = renamed(prefix)
    t.deepEqual(formerNames(object.value), ['web', 'a-web'])
    t.deepEqual(namesOf(object), ['b-a-web', 'web', 'a-web'])
    t.deepEqual(formerNamespaces(object.value), ['default', 'shop'])
    for (const name of ['web', 'a-web', 'b-a-web']) t.true(isCalled(object, name), name)
    for (const name of ['b-web', '', undefined, null, 7]) t.false(isCalled(object, name), String(name))
  }
})

test('an object that was never renamed has only its own name', (t) => {
  const object = objectFrom('{metadata: {name: web}}')
  t.deepEqual([formerNames(object.value), formerNamespaces(object.value)], [[], []])
  t.true(isCalled(object, 'web'))
})

test('lookup by name returns objects in the order of the list, former names included', (t) => {
  const [web, other, moved] = [
    objectFrom('{metadata: {name: web}}'),
    objectFrom('{metadata: {name: other}}'),
    renamed('config.kubernetes.io'),
  ]
  const list = [moved, web, other, web]
  for (const name of ['web', 'a-web', 'b-a-web', 'other', 'none', undefined, 7])
    t.deepEqual(
      calledIn(list, name),
      list.filter((object) => isCalled(object, name)),
      String(name),
    )
})

test('internal annotations of kpt and Kustomize are recognized', (t) => {
  const notes = [
    'internal.config.kubernetes.io/index',
    'config.kubernetes.io/path',
    'config.k8s.io/id',
    'kustomize.config.k8s.io/id',
  ]
  for (const key of notes) t.true(isHostNote(key), key)
  for (const key of ['example.com/config', 'myconfig.kubernetes.io/path', 'config.kubernetes.io'])
    t.false(isHostNote(key))
})

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

test('a pod may refer to its account by any of its names, in their current namespace', (t) => {
  const found = (name: string, namespace: string) => accountObjects({ name, namespace }, [account], settings).length
  t.deepEqual([found('north-web', 'north'), found('web', 'north')], [1, 1])
  t.deepEqual([found('north', 'north'), found('web', 'south')], [0, 0])
})

test('the subject of a binding may use a former name and a former namespace', (t) => {
  const own = accountFrom(account)
  const subject = (name: string, namespace: string) => ({ kind: 'ServiceAccount', name, namespace })
  t.true(isSubject(subject('web', 'default'), own, settings))
  t.true(isSubject(subject('north-web', 'north'), own, settings))
  t.false(isSubject(subject('web', 'south'), own, settings))
  t.false(isSubject(subject('api', 'default'), own, settings))
  const user = { kind: 'User', name: 'system:serviceaccount:default:web' }
  t.true(isSubject(user, own, settings))
  t.false(isSubject(user, { name: 'web', namespace: 'north' }, settings))
})
