import test from 'ava'
import { run, SOFT_POD } from './testing.ts'

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

test('a run that fails says why in every format', async (t) => {
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
  const before = { '/project/log.jsonl': '{"before":1}\n', [REPORT]: '{"before":1}\n' }
  const { files } = await run(['--report', 'log.jsonl', '--report', 'report.json'], { stdin: SOFT_POD, files: before })
  t.is((files['/project/log.jsonl'] ?? '').split('\n').length, 3)
  t.true(files['/project/log.jsonl']?.startsWith('{"before":1}\n{"apiVersion"'))
  t.is(JSON.parse(files[REPORT] ?? '').kind, 'HardeningReport')
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

test('a report that can not be written is an error, and stdout stays empty', async (t) => {
  const argv = ['--report', 'report.json', '--report', 'absent/report.json']
  const { code, stdout, stderr } = await run(argv, { stdin: SOFT_POD })
  t.is(code, 2)
  t.is(stdout, '')
  t.regex(
    stderr,
    /^casehard: absent\/report\.json: the report can not be written \(no such file or folder\); [^\n]+\n$/,
  )
})

test('a report that can not be written ends a run before any work', async (t) => {
  async function* unread(): AsyncIterable<Uint8Array> {
    t.fail('stdin is read')
    yield Buffer.from(SOFT_POD)
  }
  for (const { name, cause } of [
    { name: 'absent/report.json', cause: 'no such file or folder' },
    { name: 'jsonl=/project', cause: 'it is a folder' },
  ]) {
    const { code, stdout, stderr } = await run(['--report', name], { stdin: unread() })
    t.is(code, 2)
    t.is(stdout, '')
    t.true(stderr.includes(`the report can not be written (${cause})`), stderr)
  }
  const checked = await run(['check', '--report', 'absent/report.json', 'absent.yaml'])
  t.regex(checked.stderr, /^casehard: absent\/report\.json: the report can not/)
})

test('where one report can not be written the others say so, and what was there is not mistaken for news', async (t) => {
  const argv = ['--report', 'absent/report.json', '--report', 'report.json']
  const { code, files, stderr } = await run(argv, { stdin: SOFT_POD, files: { [REPORT]: '{"before":1}\n' } })
  t.is(code, 2)
  t.like(JSON.parse(files[REPORT] ?? ''), { error: { code: 'report' }, changes: [] })
  t.is(stderr.match(/can not be written/g)?.length, 1)
})

test('a run that fails tells of every report that can not be written', async (t) => {
  const { code, stderr, files } = await run(
    ['--profile', 'strikt', '--report', 'a/r.json', '--report', 'report.json', '--report', 'b/r.json'],
    { stdin: SOFT_POD },
  )
  t.is(code, 2)
  t.is(stderr.match(/can not be written/g)?.length, 2)
  t.like(JSON.parse(files[REPORT] ?? '').error, { code: 'configuration' })
})

test('an unknown format names the legal ones', async (t) => {
  const { code, stderr } = await run(['--report', 'pdf=report.pdf'], { stdin: SOFT_POD })
  t.is(code, 2)
  t.regex(
    stderr,
    /--report: "pdf" is no report format; legal formats: json, jsonl, text, sarif, markdown, junit, github/,
  )
})

test('a report on stdout is refused', async (t) => {
  for (const name of ['json=-', '/dev/stdout', 'text=/dev/fd/1']) {
    const { code, stdout, stderr } = await run(['--report', name], { stdin: SOFT_POD })
    t.is(code, 2)
    t.is(stdout, '')
    t.regex(stderr, /stdout is for the manifests/)
  }
})

test('a format without a file is refused', async (t) => {
  t.regex((await run(['--report', 'json='], { stdin: SOFT_POD })).stderr, /names no file/)
})

test('the variable names several reports by comma or line, and the flag goes before it', async (t) => {
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

test('a run that is refused writes its report with the error and no changes', async (t) => {
  const stdin = Buffer.from([0x6b, 0x0a, 0xff])
  const { code, files } = await run(['--report', 'report.json'], { stdin })
  t.is(code, 3)
  const report = JSON.parse(files[REPORT] ?? '')
  t.deepEqual(report.changes, [])
  t.like(report.error, { code: 'utf-8', line: 2, column: 1 })
  t.regex(report.error.message, /UTF-8/)
  t.is(report.profile, 'restricted')
})

test('a run that fails over its configuration writes its report too', async (t) => {
  const { code, files } = await run(['--report', 'report.json', '--profile', 'strikt'], { stdin: SOFT_POD })
  t.is(code, 2)
  t.like(JSON.parse(files[REPORT] ?? '').error, { code: 'configuration' })
})
