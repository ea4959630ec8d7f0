import test from 'ava'
import { reportJson } from '../../../src/report/json/json.ts'
import { failed, sample } from '../../../src/report/sample-testing.ts'
import { FORMATS } from '../../run/report-formats.ts'
import { run, SOFT_POD } from '../../testing.ts'

const FILE = '/project/report.json'

const saved = (text: string | Uint8Array) => ({ files: { [FILE]: text } })

test('a saved report becomes what --report would have written at once, in every format', async (t) => {
  const formats = FORMATS.map(({ name }) => name)
  const argv = formats.flatMap((format) => ['--report', `${format}=${format}`])
  const { files } = await run(argv, { stdin: SOFT_POD })
  for (const format of formats) {
    const { code, stdout, stderr } = await run(['report', 'json', '--format', format], { files })
    t.deepEqual([code, stderr], [0, ''])
    t.is(stdout, files[`/project/${format}`] ?? '')
  }
})

test('report prints text by default, and reads stdin for -', async (t) => {
  const text = await run(['report', 'report.json'], saved(reportJson(sample())))
  t.regex(text.stdout, /^casehard: 2 pods: 3 changes/)
  t.is((await run(['report', '-'], { stdin: reportJson(sample()) })).stdout, text.stdout)
  const env = { CASEHARD_FORMAT: 'json' }
  t.is((await run(['report', 'report.json'], { ...saved(reportJson(sample())), env })).stdout, reportJson(sample()))
})

test('a byte order mark, blank lines and a report of a run that failed are read', async (t) => {
  const { stdout } = await run(['report', 'report.json'], saved(`\ufeff\n${reportJson(failed)}\n`))
  t.regex(stdout, /^casehard: failed: stdin:3:1: a tab/)
})

test('several reports in one file are printed in sequence if the format supports it', async (t) => {
  const lines = reportJson(sample(), 0) + reportJson(failed, 0)
  const { stdout } = await run(['report', 'report.json'], saved(lines))
  t.regex(stdout, /^casehard: 2 pods[\s\S]+\ncasehard: failed/)
  t.is((await run(['report', 'report.json', '--format', 'jsonl'], saved(lines))).stdout, lines)
  const refused = await run(['report', 'report.json', '--format', 'json'], saved(lines))
  t.is(refused.code, 2)
  t.is(
    refused.stderr,
    'casehard: report.json: contains 2 reports, but json supports only one; select one, e.g. tail -n 1 report.json | casehard report - --format json\n',
  )
})

const broken = { ...sample(), changes: [{ ...sample().changes[0], line: 0 }] }
const { summary: _, ...unsummed } = sample()

for (const { what, text, says } of [
  { what: 'manifests', text: SOFT_POD, says: /^report\.json(:1:1)?: not JSON; name a file that / },
  { what: 'half a report', text: reportJson(sample()).slice(0, 900), says: /^report\.json:43:\d+: not JSON; / },
  { what: 'nothing', text: ' \n', says: /^report\.json: empty; / },
  { what: 'a list', text: '[]', says: /^report\.json: not a casehard report: it has no kind; / },
  { what: 'null', text: 'null', says: /^report\.json: not a casehard report: it has no kind; / },
  { what: 'another kind', text: '{"kind": "List"}', says: /not a casehard report: its kind is "List"; / },
  {
    what: 'a report of another version',
    text: '{"kind": "HardeningReport", "apiVersion": "casehard.dev/v2"}',
    says: /not a report of casehard\.dev\/v1: its apiVersion is "casehard\.dev\/v2"; read it with the version of casehard that wrote it/,
  },
  {
    what: 'a report with a line 0',
    text: JSON.stringify(broken),
    says: /not a valid report: "changes\[0\]\.line" is 0; it must be at least 1; write it again/,
  },
  {
    what: 'a report without a summary',
    text: JSON.stringify(unsummed),
    says: /not a valid report: the file has no "summary"; /,
  },
  {
    what: 'a report with a word that is none',
    text: JSON.stringify(sample({ held: [{ ...sample().held[0], cause: 'mood' } as never] })),
    says: /"held\[0\]\.cause" is "mood"; legal values: deviation, evidence, unknown, exemption, api-rule, stance; /,
  },
  {
    what: 'lines with one that is not a report',
    text: `${reportJson(sample(), 0)}\n{"kind": "List"}\n`,
    says: /^report\.json:3:1: not a casehard report/,
  },
  {
    what: 'lines with one that is truncated',
    text: `${reportJson(sample(), 0)}{"kind": "Har`,
    says: /^report\.json:2:\d+: not JSON; /,
  },
])
  test(`report refuses ${what}`, async (t) => {
    const { code, stdout, stderr } = await run(['report', 'report.json'], saved(text))
    t.is(stdout, '')
    t.is(code, 3, stderr)
    t.regex(stderr, says)
    t.is(stderr.split('\n').length, 2)
  })

test('report requires one existing file and a legal format', async (t) => {
  for (const { argv, says } of [
    { argv: ['report'], says: /report: the file is missing; use casehard report FILE --format FORMAT/ },
    { argv: ['report', 'a', 'b'], says: /report: unexpected argument "b"/ },
    { argv: ['report', 'absent.json'], says: /absent\.json: the file cannot be read \(no such file or folder\)/ },
    { argv: ['report', 'report.json', '--format', 'pdf'], says: /--format: unknown value "pdf"; legal values: json, / },
  ]) {
    const { code, stdout, stderr } = await run(argv, saved(reportJson(sample())))
    t.deepEqual([code, stdout], [2, ''])
    t.regex(stderr, says)
  }
  const terminal = await run(['report', '-'], { stdinIsTTY: true })
  t.regex(terminal.stderr, /^casehard: stdin: is a terminal, but a report is expected; /)
})

test('unknown keys in a report are ignored', async (t) => {
  const { code } = await run(['report', 'report.json'], saved(JSON.stringify({ ...sample(), later: [1] })))
  t.is(code, 0)
})
