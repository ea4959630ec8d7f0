import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import fc from 'fast-check'
import { reportJson } from './json.ts'
import { change, failed, held, sample } from './sample-test.ts'
import { REPORT_SCHEMA } from './schema.ts'

const isValid = new Ajv2020({ strict: true, allErrors: true }).compile(REPORT_SCHEMA)

test('reports fit the published schema', (t) => {
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

test('the schema takes no unknown key, no operation without a value and no line 0', (t) => {
  t.false(isValid({ ...sample(), time: 'now' }))
  t.false(isValid(sample({ held: [held({ operations: [{ op: 'add', path: '/a' } as never] })] })))
  t.false(isValid(sample({ held: [held({ operations: [{ op: 'remove', path: '/a', value: 1 } as never] })] })))
  t.false(isValid(sample({ held: [held({ line: 0 })] })))
  const { summary: _, ...rest } = sample()
  t.false(isValid(rest))
})

test('keys of the JSON stand in the order of the schema, those of values as they came', (t) => {
  const text = reportJson(sample({ configuration: 'casehard.yaml' }))
  t.true(text.endsWith('}\n'))
  const report = JSON.parse(text)
  t.deepEqual(
    Object.keys(report).join(' '),
    'apiVersion kind casehard profile configuration summary changes held skipped pods notices',
  )
  t.is(
    Object.keys(report.changes[0]).join(' '),
    'control document resource container path line operations reason evidence confidence edits references',
  )
  t.is(
    JSON.stringify(report.changes[0].operations[0]),
    '{"op":"add","path":"/spec/x","value":{"z":1,"a":[{"value":2,"path":"/b","op":"x"}]}}',
  )
  t.is(
    Object.keys(report.held[0]).join(' '),
    'control document resource container path line cause reason hint evidence references',
  )
  t.is(reportJson(sample(), 0).split('\n').length, 2)
})

test('the JSON carries every text unharmed and shows a terminal none of its control characters', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const text = reportJson(sample({ held: [held({ reason: `${name}\u009b\u202e\u{e0041}` })] }))
      const back = JSON.parse(text).held[0].reason
      return back === `${name}\u009b\u202e\u{e0041}` && !/[\p{Cf}\u007f-\u009f]/u.test(text)
    }),
  )
  t.pass()
})
