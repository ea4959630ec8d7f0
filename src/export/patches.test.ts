import test from 'ava'
import type { JsonObject, Operation, Resource } from '../model.ts'
import { applyOperations } from '../patch/apply.ts'
import { valueAt } from '../pointer.ts'
import { isSame } from '../yaml/value.ts'
import { type GuardedOperation, guardedPatch, targetOf } from './patches.ts'

const resource = (apiVersion: string, kind: string, name: string, namespace?: string): Resource => ({
  apiVersion,
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
})

const WEB = resource('apps/v1', 'Deployment', 'web')

test('a target has group, version, kind, and an escaped name', (t) => {
  const dotted = resource('apps/v1', 'Deployment', 'web.v1', 'shop')
  const target = { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web\\.v1', namespace: 'shop' }
  t.deepEqual(targetOf(dotted, [dotted]), target)
  const pod = resource('v1', 'Pod', 'web')
  t.deepEqual(targetOf(pod, [pod]), { version: 'v1', kind: 'Pod', name: 'web' })
})

test('an object without a namespace is in the default one if others differ only by namespace', (t) => {
  const other = resource('apps/v1', 'Deployment', 'web', 'shop')
  t.is(targetOf(WEB, [WEB, other])?.namespace, 'default')
  t.is(targetOf(other, [WEB, other])?.namespace, 'shop')
  t.is(targetOf(WEB, [WEB, resource('apps/v1', 'StatefulSet', 'web', 'shop')])?.namespace, undefined)
})

test('there is no target for one of two objects that Kustomize cannot distinguish', (t) => {
  t.is(targetOf(WEB, [WEB, WEB]), undefined)
  t.is(targetOf(WEB, [WEB, resource('apps/v1', 'Deployment', 'web', 'default')]), undefined)
  const account = resource('v1', 'ServiceAccount', 'web')
  t.is(targetOf(account, [account, resource('iam.example.com/v1', 'ServiceAccount', 'web')]), undefined)
  t.truthy(targetOf(account, [account, resource('iam.example.com/v2', 'ServiceAccount', 'web')]))
})

/** Applies a patch as Kustomize does: a failed test fails the whole. */
const apply = (value: JsonObject, patch: readonly GuardedOperation[]): unknown =>
  patch.reduce<unknown>((at, operation) => {
    if (operation.op !== 'test') return applyOperations(at as JsonObject, [operation as Operation])
    if (!isSame(valueAt(at as JsonObject, operation.path) ?? null, operation.value)) throw new Error(operation.path)
    return at
  }, value)

const CASES: readonly [string, JsonObject, JsonObject, GuardedOperation[]][] = [
  [
    'a field that is added is tested to be absent',
    { a: {} },
    { a: { 'b/c': 1 } },
    [
      { op: 'test', path: '/a/b~1c', value: null },
      { op: 'add', path: '/a/b~1c', value: 1 },
    ],
  ],
  ['a null may be gone by then', { a: null }, { a: { b: 1 } }, [{ op: 'add', path: '/a', value: { b: 1 } }]],
  ['a field goes', { a: 1, b: 1 }, { b: 1 }, [{ op: 'remove', path: '/a' }]],
  [
    'the item of a list is tested by its key',
    { containers: [{ name: 'a' }, { name: 'b', x: 1 }] },
    { containers: [{ name: 'a' }, { name: 'b', x: 2 }] },
    [
      { op: 'test', path: '/containers/1/name', value: 'b' },
      { op: 'replace', path: '/containers/1/x', value: 2 },
    ],
  ],
  [
    'an item without a key is tested as a whole',
    { rules: [{ x: 1 }] },
    { rules: [{ x: 2 }] },
    [
      { op: 'test', path: '/rules/0', value: { x: 1 } },
      { op: 'replace', path: '/rules/0/x', value: 2 },
    ],
  ],
  [
    'new items go to the end',
    { volumes: [{ name: 'a' }] },
    { volumes: [{ name: 'a' }, { name: 'b' }] },
    [{ op: 'add', path: '/volumes/-', value: { name: 'b' } }],
  ],
  [
    'any other list is tested and replaced',
    { drop: ['all', 'X'] },
    { drop: ['ALL'] },
    [
      { op: 'test', path: '/drop', value: ['all', 'X'] },
      { op: 'replace', path: '/drop', value: ['ALL'] },
    ],
  ],
]

for (const [title, before, after, patch] of CASES)
  test(`by position: ${title}`, (t) => {
    t.deepEqual(guardedPatch(before, after), patch)
    t.deepEqual(apply(before, patch), after)
  })

test('a patch by position fails on another object', (t) => {
  const patch = guardedPatch({ containers: [{ name: 'a' }] }, { containers: [{ name: 'a', x: 1 }] })
  t.throws(() => apply({ containers: [{ name: 'b' }] }, patch))
  t.throws(() => apply({ containers: [{ name: 'a', x: 2 }] }, patch))
})
