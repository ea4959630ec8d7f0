import test from 'ava'
import type { Json } from '../../model.ts'
import { edited, ONE, parsedOf } from '../testing/splice-testing.ts'
import { splice } from './splice.ts'

type Loose = { [key: string]: Loose & Json }
const add = (key: string, value: Json) => (at: Loose) => {
  const target = at.spec ?? at
  ;(target as { [key: string]: Json })[key] = value
}

const addToFirst = ({ spec }: { spec: Loose[] }): void => {
  ;(spec[0] as { [key: string]: Json }).new = true
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
  [
    'a line ends behind all its carriage returns',
    'spec:\r\r\n  a: 1\r\r\nb: 2\r\r\n',
    add('new', true),
    'spec:\r\r\n  a: 1\r\r\n  new: true\r\nb: 2\r\r\n',
  ],
  [
    'a tab behind a colon that begins a line goes with the value before it',
    '? spec\n: {} \t# x\nb: 2\n',
    add('new', true),
    '? spec\n: # x\n  new: true\nb: 2\n',
  ],
  [
    'a tab behind a colon that begins a line goes with the tag before it',
    '? spec\n: !!null\t# x\nb: 2\n',
    (value: Loose) => Object.assign(value, { spec: { new: true } }),
    '? spec\n: # x\n  new: true\nb: 2\n',
  ],
  [
    'a comment behind the last comma of a flow mapping stays with its member',
    'spec: {\n  a: 1, # x\n  # y\n}\n',
    add('new', true),
    'spec: {\n  a: 1, # x\n  new: true,\n  # y\n}\n',
  ],
  [
    'a comment behind the last member of a flow mapping stays with it, behind the new comma',
    'spec: {a: 1 # x\n}\n',
    add('new', true),
    'spec: {a: 1, # x\n  new: true\n}\n',
  ],
  ['a trailing comma stays one', 'spec: {a: 1,}\n', add('new', true), 'spec: {a: 1, new: true,}\n'],
  [
    'an absent value in a flow mapping is written before its comment',
    'spec: {a: # x\n  , b: 2}\n',
    add('a', { c: 1 }),
    'spec: {a: {c: 1} # x\n  , b: 2}\n',
  ],
  ['an anchor stays where its tag goes', 'spec: {a: &x !!null , b: 2}\n', add('a', 1), 'spec: {a: &x 1 , b: 2}\n'],
  ['a pair in a list gets braces', 'spec: [p: 1 # x\n]\n', addToFirst, 'spec: [{p: 1, new: true} # x\n]\n'],
  [
    'a separator stays at the end of a block scalar',
    'spec:\u2028  a: |\u2028    x\u2028b: 2\u2028',
    add('new', true),
    'spec:\u2028  a: |\u2028    x\u2028  new: true\u2028b: 2\u2028',
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

test('a block scalar keeps its line feed when all below it goes, at several levels', (t) => {
  const parsed = parsedOf('a:\n  b: |\n    x\n  c: 1\nd: 2')
  t.is(splice(parsed, { a: { b: 'x\n' } }, ONE).text, 'a:\n  b: |\n    x\n')
  const absent = parsedOf('b: |\n first\na:\n  c:')
  t.is(splice(absent, { b: 'first\n' }, ONE).text, 'b: |\n first\n')
})

test('a key in the place of one without a value keeps the comment behind it', (t) => {
  const parsed = parsedOf('a:\n- b: # x\n  c: 1\n')
  t.is(splice(parsed, { a: [{ d: true, c: 1 }] }, ONE).text, 'a:\n- d: true # x\n  c: 1\n')
})

test('lines added below a removed member follow the blank lines removed with it', (t) => {
  for (const gone of ['b\n\n', '|\n  b\n\n', 'a:\n  - |\n   b\n   c\n\n']) {
    const parsed = parsedOf(`a:\n- |+\n first\n- ${gone}`)
    t.is(splice(parsed, { a: ['first\n'], new: true }, ONE).text, 'a:\n- |+\n first\nnew: true\n')
  }
})

test('of two merges in a mapping, both stay where the later one hides what the earlier one gives', (t) => {
  const text = 'a: &n\n  x: 1\nb: &m\n  x: 2\nc:\n  <<: *n\n  <<: *m\n'
  t.is(
    edited(text, () => {}),
    text,
  )
  const added = edited(text, ({ c }) => add('new', true)(c as Loose))
  t.is(added, `${text}  new: true\n`)
  const changed = edited(text, ({ c }) => add('x', 3)(c as Loose))
  t.deepEqual(parsedOf(changed).value, { a: { x: 1 }, b: { x: 2 }, c: { x: 3 } })
})
