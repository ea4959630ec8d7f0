import test from 'ava'
import { run, SOFT_POD } from '../testing.ts'
import { check, HEAD, written } from './known-testing.ts'

test('if all findings are known, check exits with 0 and prints their number', async (t) => {
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

test('only new findings are printed, with their lines, and fail', async (t) => {
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

test('known findings that are gone are listed and do not fail', async (t) => {
  const hardened = SOFT_POD.replace('spec:\n', 'spec:\n  enableServiceLinks: false\n')
  const { code, stderr } = await check(hardened, await written())
  t.is(code, 0)
  t.regex(stderr, /1 known finding is gone; delete [^\n]+ again\n {2}gone: Pod web: spec\.enableService/)
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

for (const { what, text, says } of [
  { what: 'broken YAML', text: `${HEAD}findings: [`, says: /^known\.yaml:3:\d+: / },
  {
    what: 'a manifest',
    text: SOFT_POD,
    says: /^known\.yaml:1:13: "apiVersion" has an illegal value; legal value: casehard/m,
  },
  {
    what: 'no findings',
    text: HEAD,
    says: /^known\.yaml:1:1: the file has no "findings"; a list of known findings, which may be empty/,
  },
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
  t.is(stderr, 'casehard: known.yaml: no such file; write it with casehard check --write-known known.yaml\n')
})

test('a hardened stream has nothing to know', async (t) => {
  const { stdout } = await run([], { stdin: SOFT_POD })
  const text = await written(stdout)
  t.regex(text, /^findings: \[\]\n$/m)
  t.is((await check(stdout, text)).code, 0)
})

test('names of an input cannot act upon the file or the terminal', async (t) => {
  const evil = SOFT_POD.replace('name: web', 'name: "a\\u001b[2J\\": {x: #\\u202e"')
  const text = await written(evil)
  for (const char of ['\u001b', '\u202e']) t.false(text.includes(char))
  const { code, stderr } = await check(SOFT_POD, text)
  t.is(code, 1)
  for (const char of ['\u001b', '\u202e']) t.false(stderr.includes(char))
  t.is((await check(evil, text)).code, 0)
})
