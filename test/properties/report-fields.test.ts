import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { RULES } from '../../src/generate/index.ts'
import type { Change, DocumentRef, Held, Report, ReportedEvidence } from '../../src/model.ts'
import { MARK } from '../../src/pipeline/mark.ts'
import { reportJson } from '../../src/report/json/json.ts'
import { REPORT_SCHEMA } from '../../src/report/json/read.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { filesBelow, hardenText, optionsOfInput } from '../support/hardening.ts'

/** Every input with all controls on: these properties of reports need no golden files. */
const samples = filesBelow('testdata/cases', '.in.yaml').map((file) => {
  const text = readFileSync(file, 'utf8')
  return { file, text, ...hardenAll(file, text) }
})

function hardenAll(file: string, text: string): { report: Report; again: Report } {
  const options = optionsOfInput(file)
  const once = hardenText(text, options)
  return { report: once.report, again: hardenText(once.text, options).report }
}

const entriesOf = ({ changes, held }: Report): (Change | Held)[] => [...changes, ...held]

type Schema = { $ref?: string; items?: Schema; properties?: Record<string, Schema>; $defs?: Record<string, Schema> }

/** Returns the keys of a report that are not in the order of the schema, by their parent. */
const disordered = (value: unknown, place: Schema | undefined): string[] => {
  const schema =
    place?.$ref === undefined ? place : (REPORT_SCHEMA as Schema).$defs?.[place.$ref.slice('#/$defs/'.length)]
  if (Array.isArray(value)) return value.flatMap((item) => disordered(item, schema?.items))
  if (value === null || typeof value !== 'object' || schema?.properties === undefined) return []
  const { properties } = schema
  const keys = Object.keys(value)
  const wanted = Object.keys(properties).filter((key) => keys.includes(key))
  const own = keys.join() === wanted.join() ? [] : [keys.join()]
  return [...own, ...Object.entries(value).flatMap(([key, item]) => disordered(item, properties[key]))]
}

test('every report fits the published schema, and its keys are in the order of the schema', (t) => {
  const isValid = new Ajv2020({ strict: true }).compile(REPORT_SCHEMA)
  t.true(samples.length > 0)
  for (const { file, report } of samples) {
    const read = JSON.parse(reportJson(report))
    t.true(isValid(read), `${file}: ${JSON.stringify(isValid.errors)}`)
    t.deepEqual(disordered(read, REPORT_SCHEMA as Schema), [], file)
  }
})

test('the summary counts what the report lists', (t) => {
  for (const { file, text, report } of samples) {
    const { changes, held, skipped, pods, summary } = report
    const documents = splitStream(text).filter(({ index }) => index >= 0).length
    t.like(
      summary,
      { changed: changes.length, held: held.length, skipped: skipped.length, pods: pods.length, documents },
      file,
    )
    const containers = new Set(
      entriesOf(report).flatMap(({ document, resource, container }) =>
        container === undefined ? [] : [JSON.stringify([document.index, resource, container])],
      ),
    )
    t.true(summary.containers >= containers.size, file)
  }
})

test('what a run has changed is compliant in the next one, and its levels afterwards are those before that', (t) => {
  for (const { file, report, again } of samples) {
    t.is(again.changes.length, 0, file)
    t.true(again.summary.compliant >= report.summary.compliant, file)
    t.deepEqual(
      again.pods.map(({ level }) => level),
      report.pods.map(({ level: { after } }) => ({ before: after, after })),
      file,
    )
  }
})

test('every entry carries the references of its control', (t) => {
  const references = new Map([...RULES, MARK].map((rule): [string, unknown] => [rule.id, rule.references]))
  for (const { file, report } of samples)
    for (const entry of entriesOf(report)) t.deepEqual(entry.references, references.get(entry.control), file)
})

test('every document is the one at its index, and every line lies in it', (t) => {
  for (const { file, text, report } of samples) {
    const slices = splitStream(text).filter(({ index }) => index >= 0)
    const lines = text.split('\n').length
    const lastOf = ({ index }: DocumentRef): number => (slices[index + 1]?.line ?? lines + 1) - 1
    const isIn = (document: DocumentRef, line: number | undefined): boolean =>
      line === undefined || document.new === true || (line >= document.line && line <= lastOf(document))
    for (const { document } of [...entriesOf(report), ...report.skipped, ...report.pods])
      if (!document.new) t.is(slices[document.index]?.line, document.line, file)
    for (const { control, document, line } of entriesOf(report))
      t.true(isIn(document, line), `${file}: ${control} ${line}`)
    for (const { document, file: other, code, line } of report.notices)
      t.true(other !== undefined || document === undefined || isIn(document, line), `${file}: ${code} ${line}`)
    // Evidence from other objects may be anywhere in the input.
    const isClue = ({ line = 1, file: other }: ReportedEvidence): boolean =>
      other !== undefined || (line >= 1 && line <= lines)
    for (const { control, evidence } of entriesOf(report))
      for (const clue of evidence) t.true(isClue(clue), `${file}: ${control} ${JSON.stringify(clue)}`)
  }
})

test('every edit lies in the document of its change, from a place in a line to the same or a later one', (t) => {
  for (const { file, text, report } of samples) {
    const lines = text.split('\n')
    for (const { control, edits, document } of report.changes) {
      for (const { line, column, endLine, endColumn } of edits) {
        const where = `${file}: ${control} ${line}:${column}`
        t.true(document.new || (line >= document.line && endLine <= lines.length), where)
        t.true(line < endLine || (line === endLine && column <= endColumn), where)
        t.true(
          column <= (lines[line - 1] ?? '').length + 1 && endColumn <= (lines[endLine - 1] ?? '').length + 1,
          where,
        )
      }
    }
  }
})
