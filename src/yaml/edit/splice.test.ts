import test from 'ava'
import type { Json } from '../../model.ts'
import { BY_KEY, ONE, parsedOf } from '../testing/splice-testing.ts'
import { splice } from './splice.ts'

/** The text with one change made to its value. */
const edited = (text: string, change: (value: never) => void): string => {
  const parsed = parsedOf(text)
  const after = structuredClone(parsed.value)
  change(after as never)
  return splice(parsed, after, ONE).text
}

type Loose = { [key: string]: Loose & Json }
const add = (key: string, value: Json) => (at: Loose) => {
  const target = at.spec ?? at
  ;(target as { [key: string]: Json })[key] = value
}

for (const [what, text, change, expected] of [
  ['a key goes below its siblings', 'spec:\n  a: 1\nb: 2\n', add('new', true), 'spec:\n  a: 1\n  new: true\nb: 2\n'],
  [
    'a comment below the last key stays below',
    'spec:\n  a: 1 # x\n  # y\nb: 2\n',
    add('new', true),
    'spec:\n  a: 1 # x\n  new: true\n  # y\nb: 2\n',
  ],
  [
    'comments of the next key stay with it',
    'spec:\n  a: 1\n# y\nb: 2\n',
    add('new', true),
    'spec:\n  a: 1\n  new: true\n# y\nb: 2\n',
  ],
  ['CRLF is kept', 'spec:\r\n  a: 1\r\nb: 2\r\n', add('new', true), 'spec:\r\n  a: 1\r\n  new: true\r\nb: 2\r\n'],
  ['a missing final newline stays missing', 'spec:\n  a: 1', add('new', true), 'spec:\n  a: 1\n  new: true'],
  [
    'four spaces are kept up',
    'spec:\n    a:\n        b: 1\n',
    add('new', { m: 1 }),
    'spec:\n    a:\n        b: 1\n    new:\n        m: 1\n',
  ],
  [
    'an indented list is kept up',
    'spec:\n  a:\n    - b\n',
    add('new', ['c']),
    'spec:\n  a:\n    - b\n  new:\n    - c\n',
  ],
  [
    'a list without indentation stays so',
    'spec:\n  a:\n  - b\n',
    add('new', ['c']),
    'spec:\n  a:\n  - b\n  new:\n  - c\n',
  ],
  ['an empty mapping opens', 'spec: {} # x\nb: 2\n', add('new', true), 'spec: # x\n  new: true\nb: 2\n'],
  ['a flow mapping stays one', 'spec: { a: 1 }\n', add('new', true), 'spec: { a: 1, new: true }\n'],
  ['JSON stays JSON', '{"spec": {"a": 1}}\n', add('new', true), '{"spec": {"a": 1, "new": true}}\n'],
  [
    'a key goes behind a block scalar',
    'spec:\n  a: |\n    x\n\n    y\nb: 2\n',
    add('new', true),
    'spec:\n  a: |\n    x\n\n    y\n  new: true\nb: 2\n',
  ],
  ['a value is replaced in its place', 'spec:\n  a: 1 # x\n', add('a', 2), 'spec:\n  a: 2 # x\n'],
  ['a quoted value is replaced', 'spec:\n  a: "1" # x\n', add('a', false), 'spec:\n  a: false # x\n'],
  ['the last of equal keys is replaced', 'spec:\n  a: 1\n  a: 2\n', add('a', 3), 'spec:\n  a: 1\n  a: 3\n'],
  [
    'text that reads as something else is quoted',
    'spec:\n  a: 1\n',
    add('new', 'yes'),
    'spec:\n  a: 1\n  new: "yes"\n',
  ],
  [
    'an edit below an alias does not reach the anchor',
    'x: &x {a: 1}\nspec: *x\n',
    add('new', true),
    'x: &x {a: 1}\nspec:\n  a: 1\n  new: true\n',
  ],
  ['a lone CR breaks lines', 'spec:\r  a: 1\rb: 2\n', add('new', true), 'spec:\r  a: 1\n  new: true\rb: 2\n'],
  [
    'a next line character breaks lines',
    'spec:\u0085  a: 1\u0085b: 2\n',
    add('new', true),
    'spec:\u0085  a: 1\n  new: true\u0085b: 2\n',
  ],
] as const)
  test(`an edit keeps the style around it: ${what}`, (t) => {
    t.is(edited(text, change as never), expected)
  })

test('lines added below a removed member follow the blank lines removed with it', (t) => {
  for (const gone of ['b\n\n', '|\n  b\n\n', 'a:\n  - |\n   b\n   c\n\n']) {
    const parsed = parsedOf(`a:\n- |+\n first\n- ${gone}`)
    t.is(splice(parsed, { a: ['first\n'], new: true }, ONE).text, 'a:\n- |+\n first\nnew: true\n')
  }
})

test('adjacent edits of several owners are numbered, those of one owner become one edit', (t) => {
  const parsed = parsedOf('a: 1\n')
  const { text, edits } = splice(parsed, { a: 1, bb: 2, cc: 3, d: 4 }, BY_KEY)
  t.is(text, 'a: 1\nbb: 2\ncc: 3\nd: 4\n')
  const at = { line: 1, column: 5, endLine: 1, endColumn: 5 }
  t.deepEqual(edits.get(2), [{ ...at, text: '\nbb: 2\ncc: 3', order: 1 }])
  t.deepEqual(edits.get(1), [{ ...at, text: '\nd: 4', order: 2 }])
})
