import test from 'ava'
import { run, SOFT_POD } from '../testing.ts'
import { FORMATS } from './report-formats.ts'

const FILE = '/project/out'

/** Files that are not reports, some of which resemble them. */
const FOREIGN = [
  'export PATH=/usr/bin\n',
  SOFT_POD,
  '{"before":1}\n',
  '{"kind":"HardeningReport"}',
  '<!DOCTYPE html>\n<html lang="en">\n<head><title>Hardening</title>',
  '<?xml version="1.0"?>\n<testsuites name="other" >',
  '{"$schema":"x","version":"2.1.0","runs":[{"tool":{"driver":{"name":"other"',
  '**casehard** hardens pods\n',
  'casehard: a note\n',
  '::warning title=other::x\n',
  '\n',
]

for (const { name, appends } of FORMATS)
  test(`${name}: a report replaces a report, an empty file or none, and no other file`, async (t) => {
    const write = (before: string | undefined, argv: string[] = []) =>
      run(['--report', `${name}=out`, ...argv], {
        stdin: SOFT_POD.replace('runs:', ''),
        files: before === undefined ? {} : { [FILE]: before },
      })
    const { files } = await write(undefined)
    const failed = await write(undefined, ['--profile', 'none'])
    for (const before of ['', files[FILE], failed.files[FILE]]) {
      const again = await write(before)
      t.is(again.code, 0, again.stderr)
      t.is(again.files[FILE], `${appends ? before : ''}${files[FILE]}`)
    }
    for (const before of FOREIGN)
      for (const argv of [[], ['--profile', 'none']]) {
        const refused = await write(before, argv)
        t.deepEqual([refused.code, refused.stdout, refused.files[FILE]], [2, '', before])
        t.regex(refused.stderr, /^casehard: out: the file exists and is not .*; delete it first or name another file$/m)
      }
  })

test('a report of each format is replaced by each other, and only JSON Lines are continued', async (t) => {
  const saved: Record<string, string> = {}
  for (const { name } of FORMATS)
    saved[name] = (await run(['--report', `${name}=out`], { stdin: SOFT_POD })).files[FILE] ?? ''
  for (const [name, before] of Object.entries(saved))
    for (const { name: next, appends } of FORMATS) {
      const { code } = await run(['--report', `${next}=out`], { stdin: SOFT_POD, files: { [FILE]: before } })
      t.is(code, appends && name !== 'jsonl' ? 2 : 0, `${name}, then ${next}`)
    }
})

test('the file of the manifests is not replaced, and nothing is read before that is known', async (t) => {
  const files = { '/project/pod.yaml': SOFT_POD }
  const result = await run(['check', '--report', 'pod.yaml', 'pod.yaml'], { files })
  t.deepEqual([result.code, result.stdout, result.files], [2, '', files])
  const empty = { '/project/empty.yaml': '' }
  for (const links of [{}, { '/project/link': '/project/empty.yaml' }]) {
    const report = Object.keys(links).length === 0 ? './empty.yaml' : 'json=link'
    const refused = await run(['check', '--report', report, 'empty.yaml'], { files: empty, links })
    t.deepEqual([refused.code, refused.stdout, refused.files], [2, '', empty])
    t.regex(refused.stderr, /the file is an input of this run; name another file/)
  }
})
