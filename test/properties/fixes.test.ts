import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import test from 'ava'
import type { Edit, Json, Report } from '../../src/model.ts'
import { applyOperations } from '../../src/patch/apply.ts'
import { type Fix, findFixes } from '../../src/report/sarif/fixes.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { applyEdits, filesBelow, hardenText, optionsWith, unmask } from '../support/hardening.ts'

const CORPUS = process.env.CASEHARD_CORPUS ?? join('..', 'shared', 'corpus')

const asReport = (edits: Edit[]): Report => ({ changes: [{ edits }] }) as unknown as Report

/** A document as JSON, or why it cannot be read. */
const read = (text: string): Json | Error => {
  try {
    return parseSlice(text)?.value ?? null
  } catch (error) {
    return error as Error
  }
}

/** What is wrong with a fix that adds documents, when it is made alone. */
const faultOfAdded = (text: string, { changes, edits }: Fix): string | undefined => {
  const documents = splitStream(applyEdits(text, asReport(edits))).map((slice) => read(slice.text))
  const missing = changes.find(({ operations }) => {
    const wanted = applyOperations(null, operations)
    return !documents.some((document) => isDeepStrictEqual(document, wanted))
  })
  return missing === undefined ? undefined : `${missing.resource.kind} ${missing.resource.name} is not added`
}

/** Returns the problem with a fix that is applied alone. */
const faultOf = (text: string, { changes, edits }: Fix): string | undefined => {
  const { document, resource } = changes[0] as Fix['changes'][0]
  if (document.new) return faultOfAdded(text, { changes, edits })
  const slice = splitStream(text).find(({ line }) => line === document.line)
  if (slice === undefined) return `line ${document.line}: no such document`
  const shift = slice.line - 1
  const own = edits.map((edit) => ({ ...edit, line: edit.line - shift, endLine: edit.endLine - shift }))
  const wanted = applyOperations(
    read(slice.text) as Json,
    changes.flatMap(({ operations }) => operations),
  )
  const got = read(applyEdits(slice.text, asReport(own)))
  if (isDeepStrictEqual(wanted, got)) return undefined
  return `${resource.kind} ${resource.name}: ${changes.map(({ control }) => control).join(', ')} alone do not say it`
}

for (const folder of ['testdata', 'examples', CORPUS]) {
  const files = filesBelow(folder, '.yaml').filter(
    (file) => !/\.(out|config)\.yaml$|\/charts\/(?:shared|web)\/|\/errors\/|node_modules|slots/.test(file),
  )
  if (files.length === 0) test.skip(`no manifests in ${basename(folder)}: fixes are not proved on them`, () => {})
  for (const file of files)
    test(`each fix can be made alone, and all together harden ${join(basename(folder), file.slice(folder.length))}`, (t) => {
      const config = file.replace(/\.in\.yaml$/, '.config.yaml')
      const text = readFileSync(file, 'utf8')
      const options = optionsWith(config !== file && existsSync(config) ? config : undefined)
      const once = hardenText(text, options)
      const { text: hardened } = once
      const report = unmask(once.report, once.edits)
      const perChange = findFixes(report.changes)
      t.is(perChange.length, report.changes.length)
      const fixes = [...new Set(perChange)]
      t.is(applyEdits(text, asReport(fixes.flatMap(({ edits }) => edits))), hardened)
      const faults = fixes.map((fix) => faultOf(text, fix)).filter((fault) => fault !== undefined)
      t.deepEqual(faults, [])
    })
}
