import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import test from 'ava'
import fc from 'fast-check'
import { fullTree } from './full-tree.ts'
import { readable } from './parse.ts'
import { quickTree } from './quick.ts'
import { splitStream } from './split.ts'
import { type Tape, tapes } from './tape-testing.ts'
import type { Node } from './tree.ts'
import { yamlText } from './yaml-testing.ts'

/** Characters; the full parser takes too long for larger documents. */
const LARGE = 100_000
const CORPUS = process.env.CASEHARD_CORPUS ?? join('..', 'shared', 'corpus')

const fullOrError = (body: string): Node | string => {
  try {
    return fullTree(body) ?? 'no document'
  } catch (error) {
    return `refused: ${(error as Error).message}`
  }
}

/** Undefined where the quick path leaves the text alone, else whether it gives the tree that the full parser gives. */
const compare = (text: string): boolean | undefined => {
  const body = readable(text)
  const quick = quickTree(body)
  return quick === undefined ? undefined : isDeepStrictEqual(quick, fullOrError(body))
}

const manifestsBelow = (folder: string): string[] => {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return files.filter((file) => file.endsWith('.yaml')).map((file) => join(folder, file))
  } catch {
    return []
  }
}

for (const folder of ['testdata', CORPUS]) {
  const files = manifestsBelow(folder)
  if (files.length === 0)
    test.skip(`no manifests in ${basename(folder)}: the quick path is not proved on them`, () => {})
  else
    test(`the quick path gives the full parser's tree for the documents in ${basename(folder)}`, (t) => {
      const slices = files.flatMap((file) =>
        splitStream(readFileSync(file, 'utf8')).filter((s) => s.hasContent && s.text.length < LARGE),
      )
      const results = slices.map(({ text }) => compare(text))
      t.deepEqual(
        slices.filter((_, i) => results[i] === false).map(({ text }) => text),
        [],
      )
      const quick = results.filter((result) => result !== undefined).length
      t.log(
        `${quick} of ${slices.length} documents took the quick path (${Math.floor((quick / slices.length) * 100)} %)`,
      )
      t.true(quick > slices.length * 0.8)
    })
}

const head = 'kind: Pod\nmetadata:\n  name: web\n'

for (const [what, text] of [
  ['lists at the indentation of their key', 'a:\n- b\n- c: d\n  e: f\ng: h\n'],
  ['empty values and comments', '# one\na: # two\n  # three\nb:\n- # four\n-\nc: "d" # five\n'],
  ['block scalars', 'a: |\n  # b\n\n    c\nd: >-\n  e\n  f\ng:\n- |+\n  h\n\n'],
  ['text over several lines', 'a: b\n  c\n\n  d\ne: "f\\\n  g"\nh: \'i\n  j\'\n'],
  ['collections on one line', 'a: ["sh", "-c", x]\nb: {}\nc: {d: e, "f": [1, {}]}\n'],
  ['CRLF', 'a:\r\n  - b # c\r\n  - |\r\n    d\r\n\r\n'],
  ['text without a line feed at its end', 'a:\n  - |\n    b'],
] as const)
  test(`the quick path takes ${what}`, (t) => {
    t.deepEqual(quickTree(text), fullTree(text))
  })

for (const [what, text] of [
  ['anchors', 'a: &b c\n'],
  ['aliases', 'a: *b\n'],
  ['tags', 'a: !!str 5\n'],
  ['merges', '<<: {a: b}\n'],
  ['tabs', 'a:\tb\n'],
  ['a byte order mark', '\ufeffa: b\n'],
  ['explicit keys', '? a\n: b\n'],
  ['keys that are null', '~: a\n'],
  ['keys that are too long', `${'k'.repeat(1100)}: a\n`],
  ['deep nesting', `${'- '.repeat(600)}a\n`],
  ['scalars at the top', 'a\n'],
  ['comments between a key and a scalar', 'a:\n#b\n  c\n'],
  ['wrong indentation', 'a:\n    b: c\n  d: e\n'],
] as const)
  test(`the quick path leaves ${what} to the full parser`, (t) => {
    t.is(quickTree(head + text), undefined)
    t.is(quickTree(text), undefined)
  })

const parted = (fragments: string): string[] => fragments.split('¦')

const KEYS = parted('a¦b¦key¦c/d.e¦a b¦"q"¦\'s\'¦"a\\"¦é¦7¦yes¦-x¦:z¦<<¦"<<"')
const ODD_KEYS = parted('¦~¦---¦...¦?¦?x¦&a¦!!str¦*a¦[a]¦{a}¦@¦%¦18446744073709551615')
const COLONS = parted(': ¦: ¦: ¦: ¦:  ¦ : ¦:¦:\t¦¦ ')
const SCALARS = parted("¦x¦5¦a b¦a#b¦h://x:80¦:80¦-1¦--x¦.5¦'x'¦\"y\"¦'it''s'¦\"a\\n\\\"b\\x41\\u00e9\"")
const BLOCKS = parted('|¦>¦|-¦>-¦|+¦>+¦| # c¦>  ')
const FLOWS = parted('{}¦[]¦[ ]¦[a, "b"]¦{a: b, \'c\': [1, {}]}¦{a: b,}¦[a,]')
const ODD = parted(
  'a: b¦a:¦"\\/"¦"\\ud800"¦"\\q"¦"\\¦|2¦|#c¦>-1¦{a: }¦{a:b}¦{a}¦[a b]¦[,]¦[¦[a: b]¦*a¦&a x¦!!str x¦@x¦`x¦%x¦- x¦-¦- - x' +
    '¦? x¦, x¦]¦"open¦\'open¦end"¦end\'¦x\ty¦\t¦...¦---¦# c¦"x" y¦"x"#c¦"x": y¦\\¦"a\\¦.¦\x85¦\u2028¦\ufeff¦\x07',
)
const ENDS = parted('¦¦¦¦¦¦ ¦ # c¦ #¦#¦\t¦\r')

const pickScalar = (tape: Tape): string =>
  tape.pick(tape.isRare(8) ? ODD : tape.pick([SCALARS, SCALARS, SCALARS, BLOCKS, FLOWS]))

/** Lines of anything, at indentations near each other, so that some of it is YAML by chance. */
const roughText = (tape: Tape): string => {
  let indent = 0
  const ending = tape.pick(['\n', '\n', '\n', '\r\n'])
  const lines = Array.from({ length: 1 + tape.below(9) }, () => {
    indent = Math.max(0, indent + tape.pick([0, 0, 0, 2, 2, -2, -2, 1, -4]))
    const margin = ' '.repeat(indent)
    const dashes = tape.pick(['', '', '', '- ', '- ', '-  ', '- - ', '-'])
    const kind = tape.below(10)
    if (kind === 0) return tape.pick([margin, '', `${margin}# c`, '# c', `${margin}\t`])
    if (kind < 3) return `${margin}${dashes}${pickScalar(tape)}${tape.pick(ENDS)}`
    const key = tape.pick(tape.isRare(12) ? ODD_KEYS : KEYS)
    return `${margin}${dashes}${key}${tape.pick(COLONS)}${pickScalar(tape)}${tape.pick(ENDS)}`
  })
  return lines.join(ending) + tape.pick([ending, ending, '', '   '])
}

const DOCUMENTS = [
  'a: b\nlist:\n- x\n- y: 1\n  z: "2"\n\n- [a, b]\nmap:\n  k: {}\n  # c\n  l:\n    m: n\nlast:\n',
  '---\n# Source: web/templates/a.yaml\ndata:\n  run.sh: |\n    #!/bin/sh\n\n      exec "$@"\n\n  fold: >-\n    a\n    b\n\n     c\n  x: y\n',
  'args:\n  - --a=b: c\n  - -c\n  - |-\n    set -e\n    x: y\n\n  -\n    a: b\n  - - 1\n    - 2\n  -   k: v\n      l: w # c\n',
  'd: plain text\n  that goes on\n\n  and on\ns: \'it\'\'s\n  long\'\nq: "a\\\n  b\\n\n\n  c"\nz: {a: [b, "c"], d: e}\n',
  '- a: |+\n    keep\n\n\n- b: >\n   a\n     b\n   c\n\n# end\n- c\n-  "d" # e\n',
]
const INSERTED = parted(' ¦  ¦\n¦\t¦\r¦-¦:¦#¦"¦\'¦|¦>¦\\¦,¦[¦}¦&¦?¦x¦: ¦- ¦ #')

/** A document with one to three characters or lines put in, taken out or doubled. */
const mutatedText = (tape: Tape): string => {
  let text = tape.isRare(2) ? yamlText(tape) : tape.pick(DOCUMENTS)
  if (tape.isRare(6)) text = text.replaceAll(/\r?\n/g, '\r\n')
  for (let count = 1 + tape.below(3); count > 0; count--) {
    const at = tape.below(text.length + 1)
    const start = text.lastIndexOf('\n', at - 1) + 1
    const end = text.indexOf('\n', at) + 1 || text.length
    const [from, to, fresh] = tape.pick<[number, number, string]>([
      [at, at + 1, ''],
      [at, at, tape.pick(INSERTED)],
      [at, at, tape.pick(INSERTED)],
      [start, start, text.slice(start, end)],
      [start, end, ''],
      [start, start, tape.pick(['  ', ' ', '- ', '# '])],
      [start, start + 2, ''],
    ])
    text = text.slice(0, from) + fresh + text.slice(to)
  }
  return text
}

const RUNS = 20_000

for (const [name, write, share] of [
  ['rough text', roughText, 0.02],
  ['documents with mistakes', mutatedText, 0.2],
] as const)
  test(`the quick path gives the full parser's tree for ${name}, or none`, (t) => {
    let quick = 0
    fc.assert(
      fc.property(tapes.map(write), (text) => {
        const result = compare(text)
        if (result !== undefined) quick++
        return result !== false
      }),
      { numRuns: RUNS },
    )
    t.log(`${quick} of ${RUNS} texts took the quick path`)
    t.true(quick > RUNS * share)
  })
