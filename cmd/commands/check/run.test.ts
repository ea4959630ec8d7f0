import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

test('check prints what would change, writes no manifest and exits with 1', async (t) => {
  const result = await run(['check', 'pod.yaml'], { files: { '/project/pod.yaml': SOFT_POD } })
  t.is(result.code, 1)
  t.regex(result.stdout, /web/)
  t.notRegex(result.stdout, /apiVersion: v1/)
  t.is(result.stderr, '')
})

test('check exits with 0 if hardening changes nothing', async (t) => {
  const { stdout } = await run([], { stdin: SOFT_POD })
  t.is((await run(['check'], { stdin: stdout })).code, 0)
  t.is((await run(['check', '-'], { stdin: stdout })).code, 0)
})

test('check reads several files as one set and names them in the report', async (t) => {
  const files = { '/project/a.yaml': SOFT_POD, '/project/b/b.yaml': SOFT_POD.replace('web', 'shop') }
  const result = await run(['check', 'a.yaml', 'b/b.yaml', 'a.yaml', '--report', 'report.json'], { files })
  const report = JSON.parse(result.files['/project/report.json'] ?? '')
  t.is(report.summary.pods, 2)
  const named = new Set(report.changes.map((change: { document: { file: string } }) => change.document.file))
  t.deepEqual([...named], ['a.yaml', 'b/b.yaml'])
})

test('the report names a single file, but not stdin', async (t) => {
  const files = { '/project/a.yaml': SOFT_POD }
  for (const { argv, setup, file } of [
    { argv: ['check', 'a.yaml'], setup: { files }, file: 'a.yaml' },
    { argv: ['export', 'flux', '-f', 'a.yaml'], setup: { files }, file: 'a.yaml' },
    { argv: ['check'], setup: { stdin: SOFT_POD }, file: undefined },
    { argv: [], setup: { stdin: SOFT_POD }, file: undefined },
  ]) {
    const result = await run([...argv, '--report', 'report.json'], setup)
    const [change] = JSON.parse(result.files['/project/report.json'] ?? '').changes
    t.is(change.document.file, file, argv.join(' '))
  }
})

test('check names a file that is not there', async (t) => {
  const result = await run(['check', 'absent.yaml'])
  t.is(result.code, 2)
  t.regex(result.stderr, /absent\.yaml: the file cannot be read \(no such file or folder\)/)
})

test('check names file, line and column of what it refuses', async (t) => {
  const files = { '/project/bad.yaml': Buffer.from([0x6b, 0x0a, 0xff]), '/project/pod.yaml': SOFT_POD }
  const result = await run(['check', 'pod.yaml', 'bad.yaml'], { files })
  t.is(result.code, 3)
  t.regex(result.stderr, /^bad\.yaml:2:1: /)
})

test('check does not wait for a terminal', async (t) => {
  const result = await run(['check'], { stdinIsTTY: true })
  t.is(result.code, 2)
  t.regex(result.stderr, /name files/)
})

test('check --quiet prints nothing', async (t) => {
  const result = await run(['check', '--quiet', 'pod.yaml'], { files: { '/project/pod.yaml': SOFT_POD } })
  t.deepEqual([result.code, result.stdout, result.stderr], [1, '', ''])
})
