import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import test from 'ava'
import type { Options, Report } from '../../src/model.ts'
import { applyOperations } from '../../src/patch/apply.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { applyEdits, filesBelow, hardenText, optionsOfInput, unmask } from '../support/hardening.ts'

const CORPUS = process.env.CASEHARD_CORPUS ?? join('..', 'shared', 'corpus')
/** Streams above this size are proved once and not in all variants, to keep the whole under a minute. */
const LARGE = 300_000

const replayed = (before: string, after: string, report: Report): string[] => {
  const inputs = splitStream(before)
  const outputs = splitStream(after)
  const added = report.changes.filter(({ document }) => document.new)
  const wanted = added.map(({ operations }) => operations.flatMap((one) => (one.op === 'add' ? [one.value] : [])))
  const found = outputs.slice(inputs.length).map(({ text }) => [parseSlice(text)?.value])
  const isAdded = JSON.stringify(found) === JSON.stringify(wanted)
  const documents = inputs.flatMap((slice, i) => {
    const output = outputs[i]?.text
    const operations = report.changes
      .filter(({ document }) => !document.new && document.line === slice.line)
      .flatMap((c) => c.operations)
    if (operations.length === 0) return output === slice.text ? [] : [`line ${slice.line}: changed without a word`]
    if (operations.some((operation) => 'masked' in operation)) return []
    const want = applyOperations(structuredClone(parseSlice(slice.text)?.value ?? null), operations)
    const got = parseSlice(output ?? '')?.value ?? null
    return JSON.stringify(sorted(want)) === JSON.stringify(sorted(got)) ? [] : [`line ${slice.line}: replay differs`]
  })
  return [...documents, ...(isAdded ? [] : ['what is added is not what the report says'])]
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}

const verdicts = ({ changes, held, summary }: Report): unknown => ({
  changes: changes.map(({ control, container, path, operations }) => ({ control, container, path, operations })),
  held: held.map(({ control, container, path, cause }) => ({ control, container, path, cause })),
  compliant: summary.compliant,
})

const forDocument = (report: Report): string[] =>
  report.changes.map(({ control, resource, path }) => `${control} ${resource.kind} ${resource.name} ${path}`).sort()

/** Every document with a marker of its own, in the opposite order. */
const reversed = (text: string): string =>
  splitStream(text.endsWith('\n') ? text : `${text}\n`)
    .filter(({ hasContent }) => hasContent)
    .map((slice) => (slice.text.startsWith('---') ? slice.text : `---\n${slice.text}`))
    .reverse()
    .join('')

for (const folder of ['testdata', 'examples', CORPUS]) {
  const files = filesBelow(folder, '.yaml').filter(
    (file) => !/\.(out|config|psp)\.yaml$|\/charts\/(?:shared|web)\/|\/errors\/|node_modules|slots/.test(file),
  )
  if (files.length === 0)
    test.skip(`no manifests in ${basename(folder)}: the invariants are not proved on them`, () => {})
  for (const file of files) {
    test(`the invariants hold for ${join(basename(folder), file.slice(folder.length))}`, (t) => {
      const options: Options = optionsOfInput(file)
      const text = readFileSync(file, 'utf8')
      t.is(
        splitStream(text)
          .map((slice) => slice.text)
          .join(''),
        text,
        'tiling',
      )
      const once = hardenText(text, options)
      const twice = hardenText(once.text, options)
      t.is(twice.text, once.text, 'a second run changes nothing')
      t.deepEqual(twice.report.changes, [])
      t.deepEqual(replayed(text, once.text, once.report), [], 'replay')
      t.is(
        applyEdits(text, unmask(once.report, once.edits)),
        once.text,
        'the edits in the report are all that is touched',
      )
      if (text.length > LARGE) return
      const bom = hardenText(`\uFEFF${text.replace(/^\uFEFF/, '')}`, options)
      t.is(bom.text, `\uFEFF${once.text.replace(/^\uFEFF/, '')}`, 'a byte order mark')
      t.deepEqual(verdicts(bom.report), verdicts(once.report))
      if (!text.includes('\r')) {
        const crlf = hardenText(text.replaceAll('\n', '\r\n'), options)
        t.is(crlf.text, once.text.replaceAll('\n', '\r\n'), 'CRLF')
        t.deepEqual(verdicts(crlf.report), verdicts(once.report))
      }
      const open = hardenText(text.replace(/\r?\n$/, ''), options)
      t.false(open.text.endsWith('\n'), 'no final newline')
      t.deepEqual(verdicts(open.report), verdicts(once.report))
      t.deepEqual(
        forDocument(hardenText(reversed(text.replace(/^\uFEFF/, '')), options).report),
        forDocument(once.report),
        'order',
      )
    })
  }
}
