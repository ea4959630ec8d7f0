import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { parse } from 'yaml'
import { KNOWN_FINDINGS_SCHEMA } from '../src/profile/known-findings.ts'
import { run, SOFT_POD } from './testing.ts'

const POD = '/project/pod.yaml'
const FILE = '/project/known.yaml'

const written = async (stdin = SOFT_POD, ...argv: string[]): Promise<string> => {
  const { code, stdout, files } = await run(['check', '--write-known', 'known.yaml', ...argv], { stdin })
  return code === 0 && stdout === '' ? (files[FILE] ?? '') : ''
}

const check = (stdin: string, known: string, ...argv: string[]) =>
  run(['check', '--known', 'known.yaml', ...argv], { stdin, files: { [FILE]: known } })

const isValid = new Ajv2020({ strict: true }).compile(KNOWN_FINDINGS_SCHEMA)

test('known findings are written in order, one a line, without positions, and fit the published schema', async (t) => {
  const text = await written()
  const lines = text.split('\n').filter((line) => line.startsWith('  - '))
  t.true(lines.length > 5)
  t.deepEqual(lines, lines.toSorted())
  t.true(isValid(parse(text)), JSON.stringify(isValid.errors))
  t.notRegex(text, /"line"|\/0\/|\[0\]/)
  t.is(
    lines.find((line) => line.includes('no-privilege-escalation')),
    '  - {"kind":"Pod","name":"web","container":"app","check":"no-privilege-escalation","field":"spec.containers[app].securityContext.allowPrivilegeEscalation"}',
  )
})

test('with all of them known check exits with 0, and says how many there are', async (t) => {
  const { code, stdout, stderr } = await check(SOFT_POD, await written())
  t.deepEqual([code, stdout], [0, ''])
  t.regex(stderr, /^casehard: \d+ findings, 0 of them not in known\.yaml\n$/)
  const quiet = await check(SOFT_POD, await written(), '--quiet')
  t.deepEqual([quiet.code, quiet.stdout, quiet.stderr], [0, '', ''])
})

test('lines, documents and containers that moved are known all the same', async (t) => {
  const two = `${SOFT_POD}    - name: log\n      image: registry.example/log:1\n`
  const [head = '', app = '', log = ''] = two.split(/(?=^ {4}- name)/m)
  const moved = `# A comment.\n\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n---\n${head}${log}${app}`
  t.is((await check(moved, await written(two))).code, 0)
  const listed = `apiVersion: v1\nkind: List\nitems:\n  - ${two.trimEnd().replaceAll('\n', '\n    ')}\n`
  t.is((await check(listed, await written(two))).code, 0)
})

test('only what is new is told, with its line, and fails', async (t) => {
  const more = SOFT_POD.replace('image:', 'terminationMessagePath: /dev/x\n      image:').replace(
    'name: app',
    'name: web',
  )
  const { code, stdout, stderr } = await check(`${SOFT_POD}---\n${more}`, await written())
  t.is(code, 1)
  t.regex(stdout, /^stdin:\d+: Pod web container "web": .+ \[[a-z-]+\]$/m)
  t.notRegex(stdout, /container "app"/)
  t.regex(stderr, /^casehard: \d+ findings, \d+ of them not in known\.yaml\n$/)
})

test('a finding that is known once and found twice is new once', async (t) => {
  const { stdout, code } = await check(`${SOFT_POD}---\n${SOFT_POD}`, await written())
  t.is(code, 1)
  const all = (await written()).split('\n').filter((line) => line.startsWith('  - '))
  t.is(stdout.trimEnd().split('\n').length, all.length)
  t.is((await check(`${SOFT_POD}---\n${SOFT_POD}`, await written(`${SOFT_POD}---\n${SOFT_POD}`))).code, 0)
})

test('another volume in the place of a known one is new', async (t) => {
  const pod = (path: string) =>
    `${SOFT_POD}      volumeMounts: [{name: v, mountPath: /v}]\n  volumes:\n    - name: v\n      hostPath: {path: ${path}}\n`
  const known = await written(pod('/boot'))
  t.regex(known, /"field":"spec\.containers\[app\]\.volumeMounts\[\*\]\.readOnly","item":"[^"]*\/boot/)
  t.is((await check(pod('/boot'), known)).code, 0)
  const { code, stdout } = await check(pod('/lib/modules'), known)
  t.is(code, 1)
  t.is(stdout.split('\n').length, 2)
})

test('what is known and gone is told, so that the file can be shrunk, and does not fail', async (t) => {
  const hardened = SOFT_POD.replace('spec:\n', 'spec:\n  enableServiceLinks: false\n')
  const { code, stderr } = await check(hardened, await written())
  t.is(code, 0)
  t.regex(
    stderr,
    /1 known finding is gone; delete, or --write-known known\.yaml\n {2}gone: Pod web: spec\.enableService/,
  )
  t.regex(stderr, /gone: Pod web: spec\.enableServiceLinks \[no-service-links\]\n$/)
})

test('the findings of a standard are known apart from those of hardening, and Pod Security’s in any version', async (t) => {
  const standard = ['--standard', 'pss:restricted@v1.30']
  const known = await written(SOFT_POD, ...standard)
  t.regex(known, /"standard":"pss:restricted","check":"runAsNonRoot"/)
  const same = await check(SOFT_POD, known, '--standard', 'pss:restricted')
  t.deepEqual([same.code, same.stdout], [0, ''])
  t.is((await check(SOFT_POD, known)).code, 1)
  const worse = SOFT_POD.replace('spec:\n', 'spec:\n  hostPID: true\n')
  const { code, stdout } = await check(worse, known, ...standard, '--format', 'json')
  t.is(code, 1)
  t.deepEqual(
    JSON.parse(stdout).findings.map(({ check: id }: { check: string }) => id),
    ['hostNamespaces'],
  )
  const cis = await written(worse, '--standard', 'cis:5.2@1.12')
  t.regex(cis, /"standard":"cis:5\.2@1\.12"/)
})

const HEAD = 'apiVersion: casehard.dev/v1\nkind: KnownFindings\n'

for (const { what, text, says } of [
  { what: 'broken YAML', text: `${HEAD}findings: [`, says: /^known\.yaml:3:\d+: / },
  { what: 'a manifest', text: SOFT_POD, says: /^known\.yaml:1:13: "apiVersion" is "v1"; legal value: casehard/m },
  { what: 'no findings', text: HEAD, says: /^known\.yaml:1:1: the file has no "findings"; a list, which may be empty/ },
  { what: 'nothing in it', text: '', says: /^known\.yaml:1:1: the file is empty; it must be a mapping/ },
  {
    what: 'a finding that lacks something',
    text: `${HEAD}findings:\n  - {kind: Pod, name: web, check: x}\n`,
    says: /^known\.yaml:4:5: "findings\[0\]" has no "field"; /,
  },
  {
    what: 'an unknown key',
    text: `${HEAD}findings:\n  - {kind: Pod, name: web, check: x, field: y, line: 4}\n`,
    says: /^known\.yaml:4:48: unknown key "line"; /,
  },
  { what: 'bytes that are no text', text: '\u0000', says: /^known\.yaml/ },
])
  test(`a file of known findings with ${what} is refused`, async (t) => {
    const { code, stdout, stderr } = await check(SOFT_POD, text)
    t.deepEqual([code, stdout], [2, ''])
    t.regex(stderr, says)
  })

test('a file that is not there is named with the way to write it', async (t) => {
  const { code, stderr } = await run(['check', '--known', 'known.yaml'], { stdin: SOFT_POD })
  t.is(code, 2)
  t.is(stderr, 'casehard: known.yaml: there is no such file; write it with casehard check --write-known known.yaml\n')
})

test('writing replaces a file of known findings at once, and nothing else', async (t) => {
  const files = { [FILE]: `${HEAD}findings: []\n`, [POD]: SOFT_POD }
  const ran = await run(['check', '--write-known', 'known.yaml', 'pod.yaml'], { files })
  t.deepEqual([ran.code, ran.files[FILE]], [0, await written()])
  t.regex(ran.stderr, /^casehard: known\.yaml: \d+ findings written; --known known\.yaml fails on others only\n$/)
  const foreign = await run(['check', '--write-known', 'pod.yaml', 'pod.yaml'], { files })
  t.is(foreign.code, 2)
  t.regex(foreign.stderr, /pod\.yaml: there is a file with something else already; name another/)
  t.is(foreign.files[POD], SOFT_POD)
  const folder = await run(['check', '--write-known', '.', 'pod.yaml'], { files })
  t.regex(folder.stderr, /\.: no file; name another one/)
  const link = await run(['check', '--write-known', 'l.yaml', 'pod.yaml'], {
    files,
    links: { '/project/l.yaml': FILE },
  })
  t.regex(link.stderr, /l\.yaml: a symbolic link; name the file that it leads to/)
})

test('where writing fails the old file stays, and nothing is left beside it', async (t) => {
  const files = { [FILE]: `${HEAD}findings: []\n` }
  const argv = ['check', '--write-known', 'known.yaml']
  const full = { stdin: SOFT_POD, files, diskFaults: { commit: () => 'ENOSPC' } }
  for (const given of [full, { ...full, diskFaults: { forbidden: [FILE] } }]) {
    const ran = await run(argv, given)
    t.is(ran.code, 2)
    t.regex(ran.stderr, /known\.yaml: the file can not be written \((no space left|permission denied)\); name another/)
    t.deepEqual(ran.files, files)
  }
  const fresh = await run(argv, { stdin: SOFT_POD, faults: { [`move ${FILE}`]: 'EACCES' } })
  t.deepEqual([fresh.code, fresh.files], [2, {}])
  const nowhere = await run(['check', '--write-known', 'gone/known.yaml'], { stdin: SOFT_POD })
  t.regex(nowhere.stderr, /gone\/known\.yaml: the file can not be written \(no such file or folder\)/)
})

test('manifests that are refused write no known findings, and both options at once are a mistake', async (t) => {
  const refused = await run(['check', '--write-known', 'known.yaml'], { stdin: 'kind: [' })
  t.deepEqual([refused.code, refused.files], [3, {}])
  const both = await run(['check', '--write-known', 'a', '--known', 'b'], { stdin: SOFT_POD })
  t.deepEqual([both.code, both.stdout, both.files], [2, '', {}])
  t.regex(both.stderr, /--known and --write-known are said together/)
})

test('a hardened stream has nothing to know', async (t) => {
  const { stdout } = await run([], { stdin: SOFT_POD })
  const text = await written(stdout)
  t.regex(text, /^findings: \[\]\n$/m)
  t.is((await check(stdout, text)).code, 0)
})

test('names of an input can not act upon the file or the terminal', async (t) => {
  const evil = SOFT_POD.replace('name: web', 'name: "a\\u001b[2J\\": {x: #\\u202e"')
  const text = await written(evil)
  for (const char of ['\u001b', '\u202e']) t.false(text.includes(char))
  const { code, stderr } = await check(SOFT_POD, text)
  t.is(code, 1)
  for (const char of ['\u001b', '\u202e']) t.false(stderr.includes(char))
  t.is((await check(evil, text)).code, 0)
})
