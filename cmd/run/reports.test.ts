import test from 'ava'
import { run, SOFT_POD } from '../testing.ts'

/** The start of a saved report. */
const SAVED = '{"apiVersion":"casehard.dev/v1","kind":"HardeningReport"}\n'

const REPORT = '/project/report.json'

test('the report is written in the format of its extension, else as JSON', async (t) => {
  const argv = ['--report', 'report.json', '--report', 'log.jsonl', '--report', 'text.txt', '--report', 'plain']
  const { code, files } = await run(argv, { stdin: SOFT_POD })
  t.is(code, 0)
  const report = JSON.parse(files[REPORT] ?? '')
  t.is(report.kind, 'HardeningReport')
  t.is(report.profile, 'restricted')
  t.is((files['/project/log.jsonl'] ?? '').split('\n').length, 2)
  t.deepEqual(JSON.parse(files['/project/log.jsonl'] ?? ''), report)
  t.deepEqual(JSON.parse(files['/project/plain'] ?? ''), report)
  t.regex(files['/project/text.txt'] ?? '', /web/)
})

test('several formats are written at once, each by its extension or its name', async (t) => {
  const starts = {
    'a.json': '{\n  "apiVersion": "casehard.dev/v1"',
    'b.sarif': '{\n  "$schema"',
    'b.SARIF.JSON': '{\n  "$schema"',
    'c.md': '**casehard: ',
    'd.xml': '<?xml ',
    'e.junit.xml': '<?xml ',
    'f.ndjson': '{"apiVersion"',
    '.xml': '{\n  "apiVersion"',
    'github=g': '::warning ',
  }
  const argv = Object.keys(starts).flatMap((name) => ['--report', name])
  const { code, files } = await run(argv, { stdin: SOFT_POD })
  t.is(code, 0)
  for (const [name, start] of Object.entries(starts)) {
    const text = files[`/project/${name.replace('github=', '')}`] ?? ''
    t.true(text.startsWith(start), `${name}: ${text.slice(0, 40)}`)
  }
})

test('a failed run has its reason in every format', async (t) => {
  const formats = ['text', 'sarif', 'markdown', 'junit', 'github']
  const argv = formats.flatMap((format) => ['--report', `${format}=${format}`])
  const { code, files } = await run(argv, { stdin: 'a: [\n' })
  t.is(code, 3)
  for (const format of formats) t.regex(files[`/project/${format}`] ?? '', /\[ is not closed|\]|unclosed|flow/i, format)
})

test('a name that ends in .html or .htm asks for a page', async (t) => {
  const { code, files } = await run(['--report', 'report.html', '--report', 'a.htm'], { stdin: SOFT_POD })
  t.is(code, 0)
  t.regex(files['/project/report.html'] ?? '', /^<!DOCTYPE html>\n.*Hardening report/s)
  t.is(files['/project/a.htm'], files['/project/report.html'])
  const failed = await run(['--report', 'report.html'], { stdin: 'kind: Pod\n\tname: a\n' })
  t.is(failed.code, 3)
  t.regex(failed.files['/project/report.html'] ?? '', /Hardening failed/)
})

test('a format before the name goes over the extension', async (t) => {
  const { files } = await run(['--report', 'text=report.json'], { stdin: SOFT_POD })
  t.throws(() => JSON.parse(files[REPORT] ?? ''))
})

test('jsonl appends and the others replace', async (t) => {
  const before = { '/project/log.jsonl': SAVED, [REPORT]: SAVED }
  const { files } = await run(['--report', 'log.jsonl', '--report', 'report.json'], { stdin: SOFT_POD, files: before })
  t.is((files['/project/log.jsonl'] ?? '').split('\n').length, 3)
  t.true(files['/project/log.jsonl']?.startsWith(`${SAVED}{"apiVersion"`))
  t.is(JSON.parse(files[REPORT] ?? '').profile, 'restricted')
})

test('a report to stderr is written there and never opened as a file', async (t) => {
  const { stderr, writes, code } = await run(['--report', 'text=/dev/stderr'], { stdin: SOFT_POD })
  t.is(code, 0)
  t.regex(stderr, /no-privilege-escalation/)
  t.deepEqual(writes, ['stderr', 'stdout'], 'no summary behind the full text')
})

test('reports are written before the manifests', async (t) => {
  const { writes } = await run(['--quiet', '--report', 'report.json'], { stdin: SOFT_POD })
  t.deepEqual(writes, [REPORT, 'stdout'])
})

test('the variable may list several reports, and the flag takes precedence', async (t) => {
  const env = { CASEHARD_REPORT: 'report.json, text=report.txt\nlog.jsonl' }
  t.deepEqual(Object.keys((await run([], { stdin: SOFT_POD, env })).files), [
    REPORT,
    '/project/report.txt',
    '/project/log.jsonl',
  ])
  t.deepEqual(Object.keys((await run(['--report', 'mine.json'], { stdin: SOFT_POD, env })).files), [
    '/project/mine.json',
  ])
})

test('the summary is in colour on a terminal, or with FORCE_COLOR; NO_COLOR and a dumb terminal turn it off', async (t) => {
  const isColoured = async (stderrIsTTY: boolean, env: Record<string, string>) =>
    (await run([], { stdin: SOFT_POD, stderrIsTTY, env })).stderr.includes('\u001b[')
  t.true(await isColoured(true, {}))
  t.false(await isColoured(false, {}))
  t.false(await isColoured(true, { NO_COLOR: '1' }))
  t.true(await isColoured(true, { NO_COLOR: '' }))
  t.false(await isColoured(true, { TERM: 'dumb' }))
  t.true(await isColoured(false, { FORCE_COLOR: '1' }))
  t.false(await isColoured(true, { FORCE_COLOR: '0' }))
  t.false(await isColoured(true, { FORCE_COLOR: '1', NO_COLOR: '1' }))
})

test('the lines of the summary are no wider than the terminal', async (t) => {
  const { stderr } = await run([], { stdin: SOFT_POD, stderrIsTTY: true, columns: 40, env: { NO_COLOR: '1' } })
  t.deepEqual(
    stderr.split('\n').filter((line) => line.length > 40),
    [],
  )
  t.regex(stderr, /^ {2}Pod web {2}line 1\n {4}\d+ changed/m)
})

test('on a terminal the summary names the command that decides on what is unknown', async (t) => {
  const next = /explains one; casehard review PATH decides on what is unknown; --report/
  t.regex((await run([], { stdin: SOFT_POD, stderrIsTTY: true, env: { NO_COLOR: '1' } })).stderr, next)
  t.notRegex((await run([], { stdin: SOFT_POD })).stderr, next)
  t.notRegex((await run(['--assume'], { stdin: SOFT_POD, stderrIsTTY: true })).stderr, next)
})
