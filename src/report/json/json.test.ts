import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import fc from 'fast-check'
import { change, failed, held, sample } from '../sample-testing.ts'
import { reportJson } from './json.ts'
import { findReportFault, REPORT_SCHEMA } from './read.ts'

const isValid = new Ajv2020({ strict: true, allErrors: true }).compile(REPORT_SCHEMA)

test('reports are valid by the published schema', (t) => {
  const { container: _, ...pod } = change('seccomp-runtime-default', '')
  const withAll = sample({
    configuration: 'casehard.yaml',
    changes: [
      { ...pod, immutable: true, document: { file: 'a.yaml', index: 0, line: 1 } },
      { ...pod, operations: [{ op: 'remove', path: '/a' }], document: { index: 9, line: 120, new: true } },
    ],
    held: [held({ operations: [{ op: 'replace', path: '/a', value: null }], confidence: 'proven' })],
  })
  for (const report of [sample(), failed, withAll])
    t.true(isValid(JSON.parse(reportJson(report))), JSON.stringify(isValid.errors))
})

test('the schema refuses unknown keys, operations without a value and line 0', (t) => {
  t.false(isValid({ ...sample(), time: 'now' }))
  t.false(isValid(sample({ held: [held({ operations: [{ op: 'add', path: '/a' } as never] })] })))
  t.false(isValid(sample({ held: [held({ operations: [{ op: 'remove', path: '/a', value: 1 } as never] })] })))
  t.false(isValid(sample({ held: [held({ line: 0 })] })))
  const { summary: _, ...rest } = sample()
  t.false(isValid(rest))
})

test('reading a report and the published schema agree on what is broken', (t) => {
  const report = JSON.parse(reportJson(sample({ held: [held({})] })))
  const objects: object[] = []
  const collect = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    objects.push(value)
    Object.values(value).forEach(collect)
  }
  const { operations: _, ...change } = report.changes[0]
  report.changes = [change]
  report.changes[0].operations = []
  collect(report)
  for (const object of objects)
    for (const [key, value] of Object.entries(object)) {
      for (const broken of [null, true, 5, 0, 'x', [], {}]) {
        Reflect.set(object, key, broken)
        t.is(findReportFault(report) === undefined, isValid(report), `${key}: ${JSON.stringify(broken)}`)
      }
      Reflect.deleteProperty(object, key)
      if (!Array.isArray(object)) t.is(findReportFault(report) === undefined, isValid(report), `without ${key}`)
      Reflect.set(object, key, value)
    }
})

test('values of operations are unchanged, and without indentation the report is one line', (t) => {
  const report = JSON.parse(reportJson(sample()))
  t.deepEqual(JSON.stringify(report.changes[0].operations), JSON.stringify(sample().changes[0]?.operations))
  t.is(reportJson(sample(), 0).split('\n').length, 2)
})

test('the JSON preserves every text and escapes its control characters', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const text = reportJson(sample({ held: [held({ reason: `${name}\u009b\u202e\u{e0041}` })] }))
      const back = JSON.parse(text).held[0].reason
      return back === `${name}\u009b\u202e\u{e0041}` && !/[\p{Cf}\u007f-\u009f]/u.test(text)
    }),
  )
  t.pass()
})
