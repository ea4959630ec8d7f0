import { stripVTControlCharacters } from 'node:util'
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

test('colours add nothing but escape sequences', (t) => {
  const painted = summaryText(sample(), { color: true, next: 'casehard explain x explains one' })
  t.is(
    stripVTControlCharacters(painted),
    summaryText(sample(), { color: false, next: 'casehard explain x explains one' }),
  )
  t.true(painted.includes('\u001b[33mbaseline\u001b[39m -> \u001b[32mrestricted\u001b[39m'))
  t.true(painted.includes('\u001b[32m3 changed\u001b[39m (\u001b[35m1 assumed\u001b[39m)'))
  t.true(painted.includes('\u001b[33m1 held\u001b[39m'))
})

test('the name of a profile is not coloured, whatever words are in it', (t) => {
  const [head = ''] = summaryText(sample({ profile: '3 held' }), { color: true }).split('\n')
  t.true(head.includes('[profile 3 held]'))
  const narrow = summaryText(sample({ profile: 'baseline' }), { color: true, columns: 30 })
  t.regex(narrow, /\[profile\n? +baseline\]/)
})

test('on a terminal no line is wider than the terminal, and the columns stay aligned while they fit', (t) => {
  const report = sample({
    changes: ['short', 'l'.repeat(200), 'x'].map((name, i) =>
      change('drop-capabilities', 'app', {
        ...named(name, i),
        document: { file: `${'d'.repeat(90)}/${i}.yaml`, index: i, line: 1 },
      }),
    ),
    notices: [
      { code: 'stale-exemption', message: 'the exemption of no-privileged for name gone holds nothing: remove it' },
    ],
  })
  for (const columns of [40, 60, 80, 100, 140]) {
    const text = summaryText(report, {
      color: true,
      columns,
      next: 'casehard explain deploy/web -f all.yaml explains one',
    })
    const lines = stripVTControlCharacters(text).trimEnd().split('\n')
    t.deepEqual(
      lines.filter((line) => line.length > columns),
      [],
      String(columns),
    )
    const places = lines.filter((line) => /^ {2}\S.* d+\.\.\./.test(line)).map((line) => line.search(/ d+\.\.\./))
    t.is(new Set(places).size, 1, String(columns))
  }
  const narrow = summaryText(report, { color: false, columns: 40 }).split('\n')
  const at = narrow.findIndex((line) => line.startsWith('  Deployment') && line.includes('lll'))
  t.regex(narrow[at] ?? '', /^ {2}Deployment\S*.*\.\.\.l+ {2}d+\.\.\..*$/)
  t.is(narrow[at + 1], '    1 changed')
})

test('on a narrow terminal a number stays beside what it counts', (t) => {
  for (const columns of [40, 50, 60, 70]) {
    const [text = ''] = summaryText(sample(), { color: false, columns }).split('changed by control')
    t.notRegex(
      text,
      /(?<!line )\b\d+\n +(?:changes|changed|assumed|held|skipped|compliant|notices|pods)/,
      String(columns),
    )
  }
})

test('no line ends within a change of level, between a control and its count, or with a space', (t) => {
  for (let columns = 30; columns <= 110; columns++) {
    const text = stripVTControlCharacters(summaryText(sample(), { color: true, columns }))
    t.notRegex(text, /->\n|\n +->| \n|[a-z-]\n +\d+(?:,|\n|$)/, String(columns))
    t.false(text.includes('\u00a0'))
  }
})

test('a summary of many workloads stays short on a narrow terminal', (t) => {
  const lines = summaryText(many, { color: false, columns: 40 }).trimEnd().split('\n')
  t.true(lines.length <= 60, String(lines.length))
  t.true(lines.some((line) => /^ {2}and \d+ more workloads$/.test(line)))
})
