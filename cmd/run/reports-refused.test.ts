import test from 'ava'
import { run, SOFT_POD } from '../testing.ts'

/** The start of a saved report. */
const SAVED = '{"apiVersion":"casehard.dev/v1","kind":"HardeningReport"}\n'

const REPORT = '/project/report.json'

test('a report that cannot be written is an error, and stdout stays empty', async (t) => {
  const argv = ['--report', 'report.json', '--report', 'absent/report.json']
  const { code, stdout, stderr } = await run(argv, { stdin: SOFT_POD })
  t.is(code, 2)
  t.is(stdout, '')
  t.regex(stderr, /^casehard: absent\/report\.json: the report cannot be written \(no such file or folder\); [^\n]+\n$/)
})

test('a report that cannot be written ends a run before any work', async (t) => {
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
    t.true(stderr.includes(`the report cannot be written (${cause})`), stderr)
  }
  const checked = await run(['check', '--report', 'absent/report.json', 'absent.yaml'])
  t.regex(checked.stderr, /^casehard: absent\/report\.json: the report cannot/)
})

test('if a report cannot be written, the other reports contain the error', async (t) => {
  const argv = ['--report', 'absent/report.json', '--report', 'report.json']
  const { code, files, stderr } = await run(argv, { stdin: SOFT_POD, files: { [REPORT]: SAVED } })
  t.is(code, 2)
  t.like(JSON.parse(files[REPORT] ?? ''), { error: { code: 'report' }, changes: [] })
  t.is(stderr.match(/cannot be written/g)?.length, 1)
})

test('a failed run reports every report file that cannot be written', async (t) => {
  const { code, stderr, files } = await run(
    ['--profile', 'strikt', '--report', 'a/r.json', '--report', 'report.json', '--report', 'b/r.json'],
    { stdin: SOFT_POD },
  )
  t.is(code, 2)
  t.is(stderr.match(/cannot be written/g)?.length, 2)
  t.like(JSON.parse(files[REPORT] ?? '').error, { code: 'configuration' })
})

test('an unknown format names the legal ones', async (t) => {
  const { code, stderr } = await run(['--report', 'pdf=report.pdf'], { stdin: SOFT_POD })
  t.is(code, 2)
  t.regex(
    stderr,
    /--report: "pdf" is not a report format; legal formats: json, jsonl, text, sarif, markdown, junit, github/,
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
  t.regex((await run(['--report', 'json='], { stdin: SOFT_POD })).stderr, /has no file name/)
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
