import test from 'ava'
import fc from 'fast-check'
import type { Json, JsonObject } from '../model.ts'
import { parseSlice, readsAs } from './parse.ts'
import { tapes } from './testing/tape-testing.ts'
import { yamlText } from './testing/yaml-testing.ts'
import { hasValue, isSame } from './value.ts'

const CASES: readonly (readonly [title: string, text: string, value: Json, reads: boolean])[] = [
  ['the same', 'a: 1\nb: [x, {c: z}]\n', { a: 1, b: ['x', { c: 'z' }] }, true],
  ['another order of keys', 'b: 2\na: 1\n', { a: 1, b: 2 }, true],
  ['a repeated key, the last of which wins', 'a: 1\na: 2\n', { a: 2 }, true],
  ['a repeated key instead of another', 'a: 1\na: 1\n', { a: 1, b: 1 }, false],
  ['another scalar', 'a: 1\n', { a: '1' }, false],
  ['a quoted number', 'a: "1"\n', { a: '1' }, true],
  ['a key too many', 'a: 1\nb: 2\n', { a: 1 }, false],
  ['a key too few', 'a: 1\n', { a: 1, b: 2 }, false],
  ['an item too many', 'a: [1, 2]\n', { a: [1] }, false],
  ['a list for a mapping', 'a: [1]\n', { a: { 0: 1 } }, false],
  ['a mapping for a list', 'a: {0: 1}\n', { a: [1] }, false],
  ['null for nothing', 'a:\n', { a: null }, true],
  ['an alias', 'a: &x {b: 1}\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }, true],
  ['a merge', 'a: &x {b: 1}\nc: {<<: *x}\n', { a: { b: 1 }, c: { b: 1 } }, true],
  ['__proto__ as a key', '__proto__: {a: 1}\n', JSON.parse('{"__proto__": {"a": 1}}'), true],
  ['no document', '# nothing\n', {}, false],
]

for (const [title, text, value, reads] of CASES)
  test(`a text is compared with a value: ${title}`, (t) => {
    t.is(readsAs(text, value), reads)
  })

/** Changes one scalar, renames a key or removes an item, at the place that a number selects. */
const changed = (value: Json, at: { left: number }): Json => {
  if (at.left-- === 0) return 'changed'
  if (Array.isArray(value)) return value.map((item) => changed(item, at))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, changed(child, at)])) as JsonObject
}

test('hasValue accepts only values that are read from the tree, and most of them', (t) => {
  let sure = 0
  fc.assert(
    fc.property(tapes, fc.nat(30), (tape, left) => {
      const text = yamlText(tape)
      const parsed = (() => {
        try {
          return parseSlice(text)
        } catch {
          return undefined
        }
      })()
      if (parsed === undefined) return
      if (hasValue(parsed.root, parsed.value)) sure++
      const other = changed(parsed.value, { left })
      if (!isSame(other, parsed.value)) t.false(hasValue(parsed.root, other), text)
      t.true(readsAs(text, parsed.value), text)
    }),
    { numRuns: 300 },
  )
  t.true(sure > 30, `${sure} of 300`)
})
