import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

test('check says what would change, writes no manifest and exits with 1', async (t) => {
  const ran = await run(['check', 'pod.yaml'], { files: { '/project/pod.yaml': SOFT_POD } })
  t.is(ran.code, 1)
  t.regex(ran.stdout, /web/)
  t.notRegex(ran.stdout, /apiVersion: v1/)
  t.is(ran.stderr, '')
})

test('check exits with 0 where hardening changes nothing', async (t) => {
  const { stdout } = await run([], { stdin: SOFT_POD })
  t.is((await run(['check'], { stdin: stdout })).code, 0)
  t.is((await run(['check', '-'], { stdin: stdout })).code, 0)
})

test('check reads several files as one set and names them in the report', async (t) => {
  const files = { '/project/a.yaml': SOFT_POD, '/project/b/b.yaml': SOFT_POD.replace('web', 'shop') }
  const ran = await run(['check', 'a.yaml', 'b/b.yaml', 'a.yaml', '--report', 'report.json'], { files })
  const report = JSON.parse(ran.files['/project/report.json'] ?? '')
  t.is(report.summary.pods, 2)
  const named = new Set(report.changes.map((change: { document: { file: string } }) => change.document.file))
  t.deepEqual([...named], ['a.yaml', 'b/b.yaml'])
})

test('a file is named in the report where it is the only one, too, and a stream is not', async (t) => {
  const files = { '/project/a.yaml': SOFT_POD }
  for (const { argv, given, file } of [
    { argv: ['check', 'a.yaml'], given: { files }, file: 'a.yaml' },
    { argv: ['export', 'flux', '-f', 'a.yaml'], given: { files }, file: 'a.yaml' },
    { argv: ['check'], given: { stdin: SOFT_POD }, file: undefined },
    { argv: [], given: { stdin: SOFT_POD }, file: undefined },
  ]) {
    const ran = await run([...argv, '--report', 'report.json'], given)
    const [change] = JSON.parse(ran.files['/project/report.json'] ?? '').changes
    t.is(change.document.file, file, argv.join(' '))
  }
})

test('check names a file that is not there', async (t) => {
  const ran = await run(['check', 'absent.yaml'])
  t.is(ran.code, 2)
  t.regex(ran.stderr, /absent\.yaml: the file cannot be read \(no such file or folder\)/)
})

test('check names file, line and column of what it refuses', async (t) => {
  const files = { '/project/bad.yaml': Buffer.from([0x6b, 0x0a, 0xff]), '/project/pod.yaml': SOFT_POD }
  const ran = await run(['check', 'pod.yaml', 'bad.yaml'], { files })
  t.is(ran.code, 3)
  t.regex(ran.stderr, /^bad\.yaml:2:1: /)
})

test('check does not wait for a terminal', async (t) => {
  const ran = await run(['check'], { stdinIsTTY: true })
  t.is(ran.code, 2)
  t.regex(ran.stderr, /name files/)
})

test('check --quiet has only its exit code to say', async (t) => {
  const ran = await run(['check', '--quiet', 'pod.yaml'], { files: { '/project/pod.yaml': SOFT_POD } })
  t.deepEqual([ran.code, ran.stdout, ran.stderr], [1, '', ''])
})
