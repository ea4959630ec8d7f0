import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { parse } from 'yaml'
import { KNOWN_FINDINGS_SCHEMA } from '../../src/config/known-findings.ts'
import { run, SOFT_POD } from '../testing.ts'
import { FILE, HEAD, written } from './known-testing.ts'

const POD = '/project/pod.yaml'

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

test('writing replaces a file of known findings at once, and nothing else', async (t) => {
  const files = { [FILE]: `${HEAD}findings: []\n`, [POD]: SOFT_POD }
  const result = await run(['check', '--write-known', 'known.yaml', 'pod.yaml'], { files })
  t.deepEqual([result.code, result.files[FILE]?.replaceAll(',"file":"pod.yaml"', '')], [0, await written()])
  t.regex(
    result.stderr,
    /^casehard: known\.yaml: \d+ findings written; --known known\.yaml fails only on other findings\n$/,
  )
  const foreign = await run(['check', '--write-known', 'pod.yaml', 'pod.yaml'], { files })
  t.is(foreign.code, 2)
  t.regex(foreign.stderr, /pod\.yaml: the file exists and is not a known-findings file; name another/)
  t.is(foreign.files[POD], SOFT_POD)
  const folder = await run(['check', '--write-known', '.', 'pod.yaml'], { files })
  t.regex(folder.stderr, /\.: is not a regular file; name another one/)
  const link = await run(['check', '--write-known', 'l.yaml', 'pod.yaml'], {
    files,
    links: { '/project/l.yaml': FILE },
  })
  t.regex(link.stderr, /l\.yaml: is a symbolic link; name its target/)
})

test('if writing fails, the old file is unchanged and no temporary file is left', async (t) => {
  const files = { [FILE]: `${HEAD}findings: []\n` }
  const argv = ['check', '--write-known', 'known.yaml']
  const full = { stdin: SOFT_POD, files, diskFaults: { commit: () => 'ENOSPC' } }
  for (const setup of [full, { ...full, diskFaults: { forbidden: [FILE] } }]) {
    const result = await run(argv, setup)
    t.is(result.code, 2)
    t.regex(
      result.stderr,
      /known\.yaml: the file cannot be written \((no space left|permission denied)\); name another/,
    )
    t.deepEqual(result.files, files)
  }
  const fresh = await run(argv, { stdin: SOFT_POD, diskFaults: { commit: () => 'EACCES' } })
  t.deepEqual([fresh.code, fresh.files], [2, {}])
  const nowhere = await run(['check', '--write-known', 'gone/known.yaml'], { stdin: SOFT_POD })
  t.regex(nowhere.stderr, /gone\/known\.yaml: the file cannot be written \(no such file or folder\)/)
})

test('manifests that are refused write no known findings, and both options at once are a mistake', async (t) => {
  const refused = await run(['check', '--write-known', 'known.yaml'], { stdin: 'kind: [' })
  t.deepEqual([refused.code, refused.files], [3, {}])
  const both = await run(['check', '--write-known', 'a', '--known', 'b'], { stdin: SOFT_POD })
  t.deepEqual([both.code, both.stdout, both.files], [2, '', {}])
  t.regex(both.stderr, /--known and --write-known exclude each other/)
})
