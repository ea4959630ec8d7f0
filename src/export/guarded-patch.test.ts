import test from 'ava'
import type { JsonObject, Operation } from '../model.ts'
import { applyOperations } from '../patch/apply.ts'
import { valueAt } from '../pointer.ts'
import { isSame } from '../yaml/value.ts'
import { type GuardedOperation, guardedPatch } from './guarded-patch.ts'

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
