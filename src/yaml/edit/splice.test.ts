import test from 'ava'
import type { Json } from '../../model.ts'
import { ONE, parsedOf } from '../testing/splice-testing.ts'
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

for (const [what, text, expected] of [
  ['the first of a line', '{H: 1, a: 2}', '{a: 2}'],
  ['one in the middle', '{a: 1 , H: 2 , b: 3}', '{a: 1 , b: 3}'],
  ['the last of a line takes the comma before it', '{ a: 1, H: 2 }', '{ a: 1 }'],
  ['the last of a line takes its own comma', '{ a: 1, H: 2, }', '{ a: 1, }'],
  ['the only one', '{ H: 1, # x\n}', '{}'],
  ['the only one, below a comment', '{ # x\n  H: 1, # y\n}', '{ # x\n}'],
  ['a line with its comment', '{\n  a: 1, # x\n  # y\n  H: 2, # z\n}', '{\n  a: 1, # x\n  # y\n}'],
  ['the last line, without a comma', '{\n  a: 1, # x\n  H: 2 # z\n}', '{\n  a: 1 # x\n}'],
  ['the last two lines', '{\n  a: 1,\n  H: 2,\n  J: 3\n}', '{\n  a: 1\n}'],
  ['the last on the line of the brace', '{a: 1,\n  H: 2}', '{a: 1}'],
  ['the last two, below a comment', '{a: 1, # x\n  H: 2,\n  J: 3}', '{a: 1 # x\n  }'],
  ['a line that begins with its comma', '{ a: 1 # x\n, H: 2 # y\n, b: 3\n}', '{ a: 1 # x\n, b: 3\n}'],
  ['the last line that begins with its comma', '{ a: 1 # x\n, H: 2 # y\n}', '{ a: 1 # x\n}'],
  ['one beside another on a line with a comment', '{\n  a: 1, H: 2, # x\n}', '{\n  a: 1, # x\n}'],
  ['one above its comma and a comment', '{\n  H: 2 # x\n  # y\n  , b: 1\n}', '{\n  # y\n  b: 1\n}'],
  ['the last, behind an absent value', '{a: , H: 1}', '{a: ,}'],
  ['a mapping over several lines', '{\n  a: 1,\n  H: {\n    b: 1, # x\n  }, # y\n}', '{\n  a: 1,\n}'],
] as const)
  test(`a member that goes from a flow mapping takes one comma and what belongs to it: ${what}`, (t) => {
    for (const ending of ['\n', '\r\n', '\r\r\n']) {
      const written = (flow: string) => `spec: ${flow}\nb: 2\n`.replaceAll('\n', ending)
      const remove = ({ spec }: { spec: Loose }): void => {
        delete spec.H
        delete spec.J
      }
      t.is(edited(written(text), remove), written(expected))
    }
  })

for (const [what, text, expected] of [
  ['blank lines', 'a: |-\n  x\nH: 1\n        \nb: 2\n', 'a: |-\n  x\n\nb: 2\n'],
  ['a comment', 'a: |\n  x\nH: 1\n\n    # c\nb: 2\n', 'a: |\n  x\n\n# c\nb: 2\n'],
  ['both, where line feeds are kept', 'a: |2+\n  x\nH: 1\n    \n    # c\nb: 2\n', 'a: |2+\n  x\n# c\nb: 2\n'],
  ['blank lines behind a comment stay', 'a: |-\n  x\n# c\nH: 1\n     \nb: 1\n', 'a: |-\n  x\n# c\n     \nb: 1\n'],
] as const)
  test(`what is below a removed key does not become a part of the block scalar above: ${what}`, (t) => {
    t.is(
      edited(text, (value: Loose) => {
        delete value.H
      }),
      expected,
    )
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
