import test from 'ava'
import type { Json } from '../../model.ts'
import { edited } from '../testing/splice-testing.ts'

type Loose = { [key: string]: Loose & Json }

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
