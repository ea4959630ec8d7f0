import test from 'ava'
import type { Report } from '../../../src/model.ts'
import { run, SOFT_POD } from '../../testing.ts'
import { AGENT, check } from './sample-testing.ts'

/** Takes the comment signs from every proposal, as an editor does. */
const uncommented = (text: string): string => text.replaceAll(/^(\s*)# /gm, '$1')

const init = async (stdin: string, ...argv: string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(['config', 'init', ...argv], { stdin })
  if (code !== 0) throw new Error(stderr)
  return stdout
}

test('config init proposes an exemption for each decision and each piece of evidence', async (t) => {
  const text = await init(AGENT)
  t.true(text.includes('controls: [no-privileged]'))
  t.true(text.includes('match: {kind: DaemonSet, namespace: "on", name: agent, container: agent}'))
  t.true(text.includes('reason: "the manifest sets privileged: true"'))
  t.regex(text, /## stdin:13: deviation: privileged: true/)
  t.true(text.includes('match: {kind: DaemonSet, namespace: "on", name: agent}'))
})

test('config init lists each unknown image once', async (t) => {
  const text = await init(AGENT)
  t.is(text.match(/- image: registry\.example\/team\/agent$/gm)?.length, 1)
  t.regex(text, /## stdin:12: registry\.example\/team\/agent:1\.4\.2/)
  t.regex(text, /docker image inspect/)
})

test('what config init writes is a configuration, as it is and with all of its proposals', async (t) => {
  for (const stdin of [AGENT, SOFT_POD, '']) {
    const text = await init(stdin)
    t.regex((await check(text)).stdout, /^casehard\.yaml: no errors; profile restricted, 0 exemptions, 0 images/)
    const all = await check(uncommented(text), stdin)
    t.is(all.stderr, '')
    t.notRegex(all.stdout, /stale/)
  }
})

test('with all exemptions that config init proposes, nothing is held by a decision or by evidence', async (t) => {
  const [exemptions = ''] = (await init(AGENT)).split('  ## Nothing is known of these images')
  const files = { '/project/casehard.yaml': uncommented(exemptions) }
  const result = await run(['--report', 'report.json', '--fail-on', 'stale', '--quiet'], { stdin: AGENT, files })
  t.deepEqual([result.code, result.stderr], [0, ''])
  const { held } = JSON.parse(result.files['/project/report.json'] ?? '') as Report
  t.deepEqual(
    held.filter(({ cause }) => cause === 'deviation' || cause === 'evidence'),
    [],
  )
  t.true(held.some(({ cause }) => cause === 'exemption'))
})

test('config init takes a profile, several files, and does not read the configuration that it replaces', async (t) => {
  const files = { '/project/a.yaml': AGENT, '/project/b.yaml': SOFT_POD, '/project/casehard.yaml': '' }
  const argv = ['config', 'init', '-f', 'a.yaml', '--filename', 'b.yaml', '--profile', 'cautious']
  const result = await run(argv, { files })
  t.is(result.code, 0)
  t.regex(result.stdout, /for 2 pods/)
  t.regex(result.stdout, /^ {2}profile: cautious$/m)
  t.regex(result.stdout, /## a\.yaml:13: /)
  t.regex(result.stdout, /## b\.yaml:8: registry\.example\/team\/app:1\.4\.2/)
})

test('config init does not wait for a terminal', async (t) => {
  const result = await run(['config', 'init'], { stdinIsTTY: true })
  t.is(result.code, 0)
  t.regex(result.stdout, /for 0 pods/)
})

test('texts of the manifests do no harm in what config init writes', async (t) => {
  const stdin = AGENT.replace('name: agent\n', 'name: "a: #b\\n- *\\u2028\\u0085"\n').replace(
    'registry.example/team/agent:1.4.2',
    '"@\\n  x: [1"',
  )
  const text = await init(stdin)
  t.notRegex(text, /[\u0085\u2028]/)
  t.is((await check(text)).code, 0)
  t.is((await check(uncommented(text))).stderr, '')
})

test('config init refuses invalid manifests and positional arguments', async (t) => {
  t.like(await run(['config', 'init'], { stdin: 'kind: Pod\nspec: [' }), { code: 3, stdout: '' })
  t.regex((await run(['config', 'init', 'pod.yaml'])).stderr, /name manifests with -f pod\.yaml/)
  t.regex((await run(['config', 'init', '-f', 'no.yaml'])).stderr, /no\.yaml: the file cannot be read/)
})
