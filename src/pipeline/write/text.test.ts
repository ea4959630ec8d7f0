import test from 'ava'
import { findOwners } from './text.ts'

const write = (...paths: string[]) => ({ operations: paths.map((path) => ({ op: 'remove' as const, path })) })

test('a pointer belongs to the change whose operation is nearest above it, the first of several', (t) => {
  const ownerOf = findOwners([write('/a', '/a/b/c'), write('/a/b'), write('/a/b', '/d')])
  t.deepEqual(['/a', '/a/x', '/a/b', '/a/b/x', '/a/b/c/0', '/d/e'].map(ownerOf), [0, 0, 1, 1, 0, 2])
})

test('a pointer without an operation above it belongs to the first change below it, to the change that writes the whole, or to the first of all', (t) => {
  t.is(findOwners([write('/a'), write('/b')])('/c'), 0)
  t.is(findOwners([write('/ab'), write('')])('/a'), 1)
  t.is(findOwners([write('/ab'), write('/a/b'), write('/a/c')])('/a'), 1)
  t.is(findOwners([])('/a'), 0)
})
