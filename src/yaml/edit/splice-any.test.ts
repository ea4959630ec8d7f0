import test from 'ava'
import fc from 'fast-check'
import type { Edit } from '../../model.ts'
import { InputError } from '../errors.ts'
import { parseSlice } from '../parse.ts'
import { mutate } from '../testing/mutate-testing.ts'
import { BY_KEY, ONE, parsedOf } from '../testing/splice-testing.ts'
import { tapes } from '../testing/tape-testing.ts'
import { yamlText } from '../testing/yaml-testing.ts'
import { isSame } from '../value.ts'
import { type Spliced, splice } from './splice.ts'

const editsOf = ({ edits }: Spliced): Edit[] => [...edits.values()].flatMap((own) => own.map(({ written }) => written))

const comparePlaces = (a: Edit, b: Edit): number =>
  a.line - b.line ||
  a.column - b.column ||
  Number(a.endLine > a.line || a.endColumn > a.column) - Number(b.endLine > b.line || b.endColumn > b.column) ||
  (a.order ?? 0) - (b.order ?? 0)

/** What a reader of the report would do with its edits. */
const apply = (text: string, edits: readonly Edit[]): string => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const offset = (line: number, column: number): number => (starts[line - 1] ?? Number.NaN) + column - 1
  return [...edits]
    .sort(comparePlaces)
    .reverse()
    .reduce(
      (out, edit) =>
        out.slice(0, offset(edit.line, edit.column)) + edit.text + out.slice(offset(edit.endLine, edit.endColumn)),
      text,
    )
}

/** Documents, without those that the generator gave an anchor that contains itself or a merge of a list. */
const documents = tapes
  .map((tape) => ({ tape, text: yamlText(tape) }))
  .filter(({ text }) => {
    try {
      return parseSlice(text) !== undefined
    } catch (error) {
      if (error instanceof InputError && ['alias', 'merge'].includes(error.code)) return false
      throw error
    }
  })

test('an unchanged document has no edits and the same bytes', (t) => {
  fc.assert(
    fc.property(documents, ({ text }) => {
      const parsed = parsedOf(text)
      const spliced = splice(parsed, structuredClone(parsed.value), ONE)
      t.is(spliced.text, text)
      t.is(spliced.edits.size, 0)
    }),
    { numRuns: 2000 },
  )
})

test('any document can get any value, and the edited text reads back as that value', (t) => {
  let changed = 0
  fc.assert(
    fc.property(documents, ({ tape, text }) => {
      const parsed = parsedOf(text)
      const after = mutate(tape, mutate(tape, structuredClone(parsed.value)))
      const spliced = splice(parsed, after, tape.pick([ONE, BY_KEY]))
      if (spliced.edits.size > 0) changed++
      t.true(isSame(parsedOf(spliced.text).value, after), spliced.text)
      t.is(apply(text, editsOf(spliced)), spliced.text)
    }),
    { numRuns: 10_000 },
  )
  t.log(`${changed} documents had edits`)
  t.true(changed > 8000)
})

test('additions to a document without aliases keep all comments', (t) => {
  const unshared = documents.filter(({ text }) => !/\*n\d/.test(text))
  fc.assert(
    fc.property(unshared, ({ tape, text }) => {
      const parsed = parsedOf(text)
      const after = mutate(tape, structuredClone(parsed.value), true)
      const spliced = splice(parsed, after, ONE)
      const comments = (of: string) => of.match(/# note \d+/g) ?? []
      t.deepEqual(comments(spliced.text).sort(), comments(text).sort(), text)
    }),
    { numRuns: 10_000 },
  )
})
