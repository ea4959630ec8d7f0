import test from 'ava'
import type { JsonObject } from '../model.ts'
import { join, matchesPattern, parentOf, stepsOf, valueAt } from '../pointer.ts'
import { applyOperations, PatchError } from './apply.ts'
import { appendItem, removeField, setField, setFields } from './operations.ts'

const root = (value: JsonObject) => ({ value, pointer: '/items/0' })

test('a field is added with its missing parents in one operation', (t) => {
  t.deepEqual(setField(root({}), ['a', 'b'], 1), [{ op: 'add', path: '/items/0/a', value: { b: 1 } }])
  t.deepEqual(setField(root({ a: null }), ['a', 'b'], 1), [{ op: 'replace', path: '/items/0/a', value: { b: 1 } }])
  t.deepEqual(setField(root({ a: { c: 2 } }), ['a', 'b'], 1), [{ op: 'add', path: '/items/0/a/b', value: 1 }])
  t.deepEqual(setField(root({ a: { b: 2 } }), ['a', 'b'], 1), [{ op: 'replace', path: '/items/0/a/b', value: 1 }])
  t.deepEqual(setField(root({ a: { b: 1 } }), ['a', 'b'], 1), [])
})

test('fields are set in one operation if the mapping is absent, otherwise one by one', (t) => {
  const path = '/items/0/a'
  t.deepEqual(setFields(root({}), ['a'], { b: 1, c: 2 }), [{ op: 'add', path, value: { b: 1, c: 2 } }])
  t.deepEqual(setFields(root({ a: null }), ['a'], { b: 1 }), [{ op: 'replace', path, value: { b: 1 } }])
  t.deepEqual(setFields(root({ a: { b: 1, c: 1 } }), ['a'], { b: 1, c: 2, d: 3 }), [
    { op: 'replace', path: `${path}/c`, value: 2 },
    { op: 'add', path: `${path}/d`, value: 3 },
  ])
  t.deepEqual(setFields(root({}), ['a'], {}), [])
})

test('a field is removed with parents that become empty, but never with its root', (t) => {
  const remove = (value: JsonObject, ...steps: (string | number)[]) => removeField(root(value), steps)
  t.deepEqual(remove({ a: { b: { c: 1 } }, d: 1 }, 'a', 'b', 'c'), [{ op: 'remove', path: '/items/0/a' }])
  t.deepEqual(remove({ a: { b: { c: 1 }, e: 1 } }, 'a', 'b', 'c'), [{ op: 'remove', path: '/items/0/a/b' }])
  t.deepEqual(remove({ a: 1 }, 'a'), [{ op: 'remove', path: '/items/0/a' }])
  t.deepEqual(remove({ a: [{ b: 1 }] }, 'a', 0), [{ op: 'remove', path: '/items/0/a/0' }])
  t.deepEqual(remove({ a: {} }, 'a', 'b'), [])
})

test('an item is appended to a list, which is created if absent', (t) => {
  t.deepEqual(appendItem(root({ a: ['x'] }), ['a'], 'y'), [{ op: 'add', path: '/items/0/a/1', value: 'y' }])
  t.deepEqual(appendItem(root({ a: null }), ['a'], 'y'), [{ op: 'replace', path: '/items/0/a', value: ['y'] }])
  t.deepEqual(appendItem(root({}), ['a'], 'y'), [{ op: 'add', path: '/items/0/a', value: ['y'] }])
})

test('a patch does not modify its input, and shares unchanged values', (t) => {
  const before = { a: { b: 1 }, c: { d: [1, 2] } }
  const after = applyOperations(before, [
    { op: 'replace', path: '/a/b', value: 2 },
    { op: 'remove', path: '/c/d/0' },
  ]) as typeof before
  t.deepEqual(before, { a: { b: 1 }, c: { d: [1, 2] } })
  t.deepEqual(after, { a: { b: 2 }, c: { d: [2] } })
  t.is((applyOperations(before, [{ op: 'add', path: '/a/x', value: 1 }]) as typeof before).c, before.c)
})

test('an operation that does not apply is an error', (t) => {
  const fails = (path: string) =>
    t.throws(() => applyOperations({ a: [1] }, [{ op: 'remove', path }]), { instanceOf: PatchError })
  fails('/b')
  fails('/a/7')
  t.throws(() => applyOperations({}, [{ op: 'add', path: '/x/y', value: 1 }]), { instanceOf: PatchError })
  t.throws(() => applyOperations({}, [{ op: 'replace', path: '/x', value: 1 }]), { instanceOf: PatchError })
})

test('names of object members are ordinary keys', (t) => {
  const before = JSON.parse('{"__proto__": {"a": 1}, "constructor": {"b": 1}}')
  const after = applyOperations(before, [{ op: 'add', path: '/x', value: 1 }])
  t.is(JSON.stringify(after), '{"__proto__":{"a":1},"constructor":{"b":1},"x":1}')
  t.is(valueAt({}, '/constructor'), undefined)
})

test('pointers escape tilde and slash', (t) => {
  t.is(join('/a', 'b/c', '~d', 0), '/a/b~1c/~0d/0')
  t.deepEqual(stepsOf('/a/b~1c/~01'), ['a', 'b/c', '~1'])
  t.is(parentOf('/a/b'), '/a')
  t.is(valueAt({ 'a/b': [5] }, '/a~1b/0'), 5)
})

test('a star matches one step, two stars everything below', (t) => {
  t.true(matchesPattern('/a/*/c', '/a/b/c'))
  t.false(matchesPattern('/a/*', '/a/b/c'))
  t.true(matchesPattern('/a/**', '/a/b/c'))
  t.true(matchesPattern('/a/**', '/a'))
  t.false(matchesPattern('/a/**', '/b/c'))
})
