import test from 'ava'
import type { JsonObject } from '../model.ts'
import { canMerge, strategicMerge } from './strategic-merge.ts'

const list = (field: string, ...items: JsonObject[]): JsonObject => ({ spec: { [field]: items } })

const MERGES: readonly [string, JsonObject, JsonObject, JsonObject][] = [
  ['nothing where nothing differs', { a: 1, b: [1] }, { b: [1], a: 1 }, {}],
  ['only what differs', { a: { b: 1, c: 1 } }, { a: { b: 1, c: 2 } }, { a: { c: 2 } }],
  ['null for what goes', { a: { b: 1, c: 1 } }, { a: { b: 1 } }, { a: { c: null } }],
  ['a whole list that has no keys', { drop: ['all', 'X'] }, { drop: ['ALL'] }, { drop: ['ALL'] }],
  ['a mapping in place of a null', { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
  [
    'the item that changes, by its key',
    list('volumes', { name: 'a' }, { name: 'b', hostPath: {} }),
    list('volumes', { name: 'a' }, { name: 'b', emptyDir: {} }),
    list('volumes', { name: 'b', hostPath: null, emptyDir: {} }),
  ],
  [
    'a mount by its path, since several are of one volume',
    list('volumeMounts', { name: 'a', mountPath: '/a' }),
    list('volumeMounts', { name: 'a', mountPath: '/a', readOnly: true }, { name: 'a', mountPath: '/b' }),
    list('volumeMounts', { mountPath: '/a', readOnly: true }, { name: 'a', mountPath: '/b' }),
  ],
  [
    'the containers before the one that changes, since what is named comes first',
    list('initContainers', { name: 'a' }, { name: 'b' }, { name: 'c' }),
    list('initContainers', { name: 'a' }, { name: 'b', x: 1 }, { name: 'c' }),
    list('initContainers', { name: 'a' }, { name: 'b', x: 1 }),
  ],
  [
    'a directive for an item that goes',
    list('volumes', { name: 'a' }, { name: 'b' }),
    list('volumes', { name: 'b' }),
    list('volumes', { name: 'a', $patch: 'delete' }),
  ],
  [
    'both parts of the key of a port',
    list('ports', { containerPort: 53, protocol: 'UDP', hostPort: 53 }),
    list('ports', { containerPort: 53, protocol: 'UDP' }),
    list('ports', { containerPort: 53, protocol: 'UDP', hostPort: null }),
  ],
]

for (const [title, before, after, patch] of MERGES)
  test(`a merge names ${title}`, (t) => {
    t.true(canMerge(before, after))
    t.deepEqual(strategicMerge(before, after), patch)
  })

const env = (...names: string[]): JsonObject => list('env', ...names.map((name) => ({ name })))

const IMPOSSIBLE: readonly [string, JsonObject, JsonObject][] = [
  ['two items have one key, though it is not they that change', env('A', 'A'), { ...env('A', 'A'), x: 1 }],
  ['an item has no key', list('env', { value: 'x' }), { ...list('env', { value: 'x' }), x: 1 }],
  ['items change their order', env('A', 'B'), env('B', 'A')],
  [
    'two ports share a number and one of them changes',
    list('ports', { containerPort: 53, hostPort: 53 }, { containerPort: 53, protocol: 'UDP' }),
    list('ports', { containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }),
  ],
]

for (const [title, before, after] of IMPOSSIBLE)
  test(`there is no merge if ${title}`, (t) => {
    t.false(canMerge(before, after))
  })

test('two ports with the same number merge if they do not change', (t) => {
  const ports = list('ports', { containerPort: 53 }, { containerPort: 53, protocol: 'UDP' })
  t.true(canMerge(ports, { ...ports, x: 1 }))
})
