import test from 'ava'
import { run, SOFT_POD } from '../testing.ts'
import { check, FILE, written } from './known-testing.ts'

const pod = (name: string): string => SOFT_POD.replace('web', name)
const NEW = '      terminationMessagePath: /x\n    - name: more\n      image: registry.example/more:1\n'

const FILES = {
  '/project/a/pod.yaml': pod('a'),
  '/project/b/pod.yaml': pod('b'),
}

/** Writes the known findings of both folders. */
const knownOf = async (...argv: string[]): Promise<string> =>
  (await run(['check', '--write-known', 'known.yaml', ...argv], { files: FILES })).files[FILE] ?? ''

const goneIn = (stderr: string): string[] => [
  ...new Set([...stderr.matchAll(/gone: Pod (\w+)/g)].map(([, name]) => name ?? '')),
]

test('a run over some files calls no finding of others gone', async (t) => {
  const files = { ...FILES, [FILE]: await knownOf('.') }
  const { code, stderr } = await run(['check', '--known', 'known.yaml', '--evidence', '.', 'a/pod.yaml'], { files })
  t.is(code, 0)
  t.deepEqual(goneIn(stderr), [])
})

test('findings are gone with their object, file or folder, if the run looks there', async (t) => {
  const known = await knownOf('.')
  const hardened = { [FILE]: known, '/project/b/pod.yaml': pod('b') }
  t.deepEqual(goneIn((await run(['check', '--known', 'known.yaml', '.'], { files: hardened })).stderr), ['a'])
  const other = { ...FILES, [FILE]: known, '/project/a/pod.yaml': pod('other') }
  t.deepEqual(goneIn((await run(['check', '--known', 'known.yaml', 'a/pod.yaml'], { files: other })).stderr), ['a'])
})

test('a finding whose object moved to another file is known', async (t) => {
  const files = { [FILE]: await knownOf('.'), '/project/c/all.yaml': `${pod('a')}---\n${pod('b')}` }
  const { code, stderr } = await run(['check', '--known', 'known.yaml', '.'], { files })
  t.is(code, 0)
  t.deepEqual(goneIn(stderr), [])
})

test('a check of hardening calls no finding of a standard gone, nor of a control that is off', async (t) => {
  const standard = await written(SOFT_POD, '--standard', 'pss:restricted')
  t.notRegex((await check(SOFT_POD, standard)).stderr, /gone/)
  t.notRegex((await check(SOFT_POD, await written(), '--standard', 'pss:restricted')).stderr, /gone/)
  const baseline = await check(SOFT_POD, await written(), '--profile', 'baseline')
  t.notRegex(baseline.stderr, /gone: [^\n]*no-service-links/)
})

test('reports tell new findings from known ones in every format', async (t) => {
  const stdin = `${SOFT_POD}${NEW}`
  const argv = ['json', 'sarif', 'github', 'junit', 'markdown', 'text'].flatMap((name) => [
    '--report',
    `${name}=${name}`,
  ])
  const known = await written(`${SOFT_POD}      terminationMessagePath: /x\n`)
  const { files, stdout } = await check(stdin, known, ...argv)
  const at = (name: string) => files[`/project/${name}`] ?? ''
  const { changes } = JSON.parse(at('json')) as { changes: { container?: string; known: boolean }[] }
  t.true(changes.some(({ known: isKnown }) => isKnown))
  t.is(changes.filter(({ known: isKnown }) => !isKnown).length, stdout.trimEnd().split('\n').length)
  const states = JSON.parse(at('sarif')).runs[0].results.flatMap(
    ({ baselineState }: { baselineState?: string }) => baselineState ?? [],
  )
  t.deepEqual([...new Set(states)].sort(), ['new', 'unchanged'])
  t.is(states.filter((state: string) => state === 'new').length, stdout.trimEnd().split('\n').length)
  t.notRegex(at('github'), /no-service-links/)
  t.regex(at('junit'), /type="known"/)
  t.regex(at('markdown'), /known/)
  t.regex(at('text'), /known\]/)
  const all = await check(SOFT_POD, await written(), '--report', 'junit=junit')
  t.regex(all.files['/project/junit'] ?? '', /failures="0"/)
})

const CONFIGURATION = `apiVersion: casehard.dev/v1
kind: Hardening
metadata: {name: x}
spec:
  failOn: [stale]
  exemptions:
    - {controls: [no-service-links], match: {kind: Pod, name: b}, reason: reads them}
    - {controls: [no-service-links], match: {kind: Pod, name: gone}, reason: reads them}
    - {controls: [no-service-links], match: {kind: Pod, name: old}, reason: reads them, expires: 2001-01-01}
`

test('exemptions are stale only in a run over the whole folder of their configuration', async (t) => {
  const files = { ...FILES, '/project/casehard.yaml': CONFIGURATION }
  const notices = async (...argv: string[]): Promise<string[]> => {
    const { files: after } = await run(['check', '--report', 'r.json', ...argv], { files })
    return JSON.parse(after['/project/r.json'] ?? '').notices.map(({ message }: { message: string }) => message)
  }
  for (const argv of [['a'], ['a/pod.yaml'], ['a', '--evidence', 'b']]) {
    const found = (await notices(...argv)).join('\n')
    t.notRegex(found, /holds nothing|matches nothing/, argv.join(' '))
    t.regex(found, /expired on 2001-01-01: renew or remove it/)
  }
  const whole = (await notices('.')).join('\n')
  t.regex(whole, /name gone holds nothing/)
  t.notRegex(whole, /name b holds nothing/)
})
