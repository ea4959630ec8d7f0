import test from 'ava'
import { objectFrom } from '../testing.ts'
import { formerNames, formerNamespaces, isCalled, isHostNote } from './former-names.ts'

const renamed = (prefix: string) =>
  objectFrom(
    `{metadata: {name: b-a-web, annotations: {${prefix}/previousNames: "web,a-web", ${prefix}/previousNamespaces: "default,shop"}}}`,
  )

test('an object answers to its name and to those that Kustomize has replaced', (t) => {
  for (const prefix of ['internal.config.kubernetes.io', 'config.kubernetes.io']) {
    const object = renamed(prefix)
    t.deepEqual(formerNames(object.value), ['web', 'a-web'])
    t.deepEqual(formerNamespaces(object.value), ['default', 'shop'])
    for (const name of ['web', 'a-web', 'b-a-web']) t.true(isCalled(object, name), name)
    for (const name of ['b-web', '', undefined, null, 7]) t.false(isCalled(object, name), String(name))
  }
})

test('an object that was never renamed answers to its name alone', (t) => {
  const object = objectFrom('{metadata: {name: web}}')
  t.deepEqual([formerNames(object.value), formerNamespaces(object.value)], [[], []])
  t.true(isCalled(object, 'web'))
})

test('the notes of kpt and Kustomize are told from annotations that mean something', (t) => {
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
