import test from 'ava'
import type { Edit } from '../../model.ts'
import { BY_KEY, ONE, parsedOf } from '../testing/splice-testing.ts'
import { splice } from './splice.ts'

test('adjacent edits of several owners are numbered, those of one owner become one edit', (t) => {
  const parsed = parsedOf('a: 1\n')
  const { text, edits } = splice(parsed, { a: 1, bb: 2, cc: 3, d: 4 }, BY_KEY)
  t.is(text, 'a: 1\nbb: 2\ncc: 3\nd: 4\n')
  const at = { line: 1, column: 5, endLine: 1, endColumn: 5 }
  const both = (edit: Edit) => ({ written: edit, reported: edit })
  t.deepEqual(edits.get(2), [both({ ...at, text: '\nbb: 2\ncc: 3', order: 1 })])
  t.deepEqual(edits.get(1), [both({ ...at, text: '\nd: 4', order: 2 })])
})

test('an edit that writes a masked value has a masked copy for the report', (t) => {
  const parsed = parsedOf('a: &a {b: x}\nc: *a\n')
  const { text, edits } = splice(parsed, { a: { b: 'x' }, c: { b: 'x', d: 1 } }, ONE, () => ({
    a: { b: '-' },
    c: { b: '-', d: 1 },
  }))
  t.is(text, 'a: &a {b: x}\nc:\n  b: x\n  d: 1\n')
  const all = [...edits.values()].flat()
  t.true(all.some(({ written }) => written.text.includes('b: x')))
  t.deepEqual(
    all.map(({ reported }) => reported),
    all.map(({ written }) =>
      written.text.includes('x') ? { ...written, text: written.text.replace('x', '"-"'), masked: true } : written,
    ),
  )
})
