import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import test from 'ava'
import fc from 'fast-check'
import { readFull } from '../full/tree.ts'
import { toParserInput } from '../parse.ts'
import { splitStream } from '../split.ts'
import { mutatedText, roughText } from '../testing/rough-testing.ts'
import { tapes } from '../testing/tape-testing.ts'
import type { Node } from '../tree.ts'
import { readFast } from './reader.ts'

/** Characters; the full parser takes too long for larger documents. */
const LARGE = 100_000
const CORPUS = process.env.CASEHARD_CORPUS ?? join('..', 'shared', 'corpus')

const fullOrError = (body: string): Node | string => {
  try {
    return readFull(body) ?? 'no document'
  } catch (error) {
    return `refused: ${(error as Error).message}`
  }
}

/** Undefined if the fast reader leaves the text to the full parser, else whether both return the same tree. */
const compare = (text: string): boolean | undefined => {
  const body = toParserInput(text)
  const fast = readFast(body)
  return fast === undefined ? undefined : isDeepStrictEqual(fast, fullOrError(body))
}

const manifestsBelow = (folder: string): string[] => {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return files.filter((file) => file.endsWith('.yaml')).map((file) => join(folder, file))
  } catch {
    return []
  }
}

for (const folder of ['testdata', 'examples', CORPUS]) {
  const files = manifestsBelow(folder)
  if (files.length === 0)
    test.skip(`no manifests in ${basename(folder)}: the fast reader is not tested on them`, () => {})
  else
    test(`the fast reader returns the full parser's tree for the documents in ${basename(folder)}`, (t) => {
      const slices = files.flatMap((file) =>
        splitStream(readFileSync(file, 'utf8')).filter((s) => s.hasContent && s.text.length < LARGE),
      )
      const results = slices.map(({ text }) => compare(text))
      t.deepEqual(
        slices.filter((_, i) => results[i] === false).map(({ text }) => text),
        [],
      )
      const fast = results.filter((result) => result !== undefined).length
      t.log(`${fast} of ${slices.length} documents were read fast (${Math.floor((fast / slices.length) * 100)} %)`)
      t.true(fast > slices.length * 0.8)
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
  test(`the fast reader reads ${what}`, (t) => {
    t.deepEqual(readFast(text), readFull(text))
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
  test(`the fast reader leaves ${what} to the full parser`, (t) => {
    t.is(readFast(head + text), undefined)
    t.is(readFast(text), undefined)
  })

const RUNS = 20_000

for (const [name, write, share] of [
  ['rough text', roughText, 0.02],
  ['documents with mistakes', mutatedText, 0.2],
] as const)
  test(`the fast reader returns the full parser's tree for ${name}, or none`, (t) => {
    let fast = 0
    fc.assert(
      fc.property(tapes.map(write), (text) => {
        const result = compare(text)
        if (result !== undefined) fast++
        return result !== false
      }),
      { numRuns: RUNS },
    )
    t.log(`${fast} of ${RUNS} texts were read fast`)
    t.true(fast > RUNS * share)
  })
