import test from 'ava'
import { pointerBefore } from './check.ts'

test('an item of a list is matched by its name, or by its value', (t) => {
  const before = { volumes: [{ name: 'a' }, { name: 'b', x: 1 }], add: ['CHOWN', 'KILL'] }
  const after = { volumes: [{ name: 'b', x: 1, y: 2 }, { name: 'c' }], add: ['KILL'] }
  t.is(pointerBefore(before, after, '/volumes/0/x'), '/volumes/1/x')
  t.is(pointerBefore(before, after, '/volumes/1/y'), '/volumes/1/y')
  t.is(pointerBefore(before, after, '/add/0'), '/add/1')
})

test('a new value keeps its pointer', (t) => {
  t.is(pointerBefore({}, { a: [{ b: 1 }] }, '/a/0/b'), '/a/0/b')
  t.is(pointerBefore({ a: [] }, { a: [] }, '/a/3/x~1y'), '/a/3/x~1y')
  t.is(pointerBefore({}, {}, ''), '')
})
