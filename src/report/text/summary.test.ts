import test from 'ava'
import { change, held, sample, web } from '../sample-testing.ts'
import { summaryText } from './summary.ts'

const named = (name: string, index: number) => ({
  document: { file: 'all.yaml', index, line: index + 1 },
  resource: { ...web, name },
})

const many = sample({
  changes: Array.from({ length: 400 }, (_, i) => change('drop-capabilities', 'app', named(`web-${i}`, i))),
  held: [held(named('web-399', 399))],
  notices: Array.from({ length: 90 }, (_, i) => ({ code: 'stale-exemption', message: `exemption ${i}` })),
})

test('a summary of any report has at most 40 lines, and workloads with something to decide come first', (t) => {
  const text = summaryText(many, { color: false, next: 'casehard explain KIND/NAME explains one' })
  const lines = text.trimEnd().split('\n')
  t.true(lines.length <= 40, String(lines.length))
  t.regex(lines[1] ?? '', /web-399/)
  t.regex(text, /\n {2}and \d+ more workloads\n {2}changed by control: drop-capabilities 400\n/)
  t.regex(text, /explains one\n$/)
})

test('columns stay aligned with names of any length', (t) => {
  const report = sample({
    changes: ['short', 'l'.repeat(200), 'name-of-medium-length'].map((name, i) =>
      change('drop-capabilities', 'app', named(name, i)),
    ),
    held: [],
    pods: [],
    skipped: [],
    notices: [],
  })
  const lines = summaryText(report, { color: false }).split('\n').slice(1, 4)
  t.is(new Set(lines.map((line) => line.indexOf('all.yaml'))).size, 1)
  t.true(lines.every((line) => line.length < 110))
  t.regex(lines[1] ?? '', /^ {2}Deployment shop\/l+\.\.\.l+ /)
})

test('what is expected is counted apart and does not come first', (t) => {
  const report = sample({
    changes: [],
    held: [held({ ...named('right', 1), expected: true }), held(named('wrong', 2))],
    pods: [],
    skipped: [],
    notices: [],
    summary: { documents: 2, pods: 2, containers: 2, changed: 0, held: 2, skipped: 0, compliant: 0 },
  })
  const [head = '', first = '', second = ''] = summaryText(report, { color: false }).split('\n')
  t.regex(head, /2 held \(1 expected\)/)
  t.regex(first, /wrong +all\.yaml:3 +1 held$/)
  t.regex(second, /right +all\.yaml:2 +1 held \(1 expected\)$/)
})
