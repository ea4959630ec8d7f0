import test from 'ava'
import type { Report } from '../src/model.ts'
import { run, SOFT_POD } from './testing.ts'

/** Something held by a decision and by evidence, in two containers, and an image that nobody knows. */
const AGENT = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: "on"}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers:
        - name: agent
          image: registry.example/team/agent:1.4.2
          securityContext: {privileged: true}
        - name: web
          image: registry.example/team/agent:1.5.0
          securityContext: {readOnlyRootFilesystem: false}
`

const hardening = (spec: string): string => `apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n  ${spec}\n`

/** Takes the comment signs from every proposal, as an editor does. */
const uncommented = (text: string): string => text.replaceAll(/^(\s*)# /gm, '$1')

const init = async (stdin: string, ...argv: string[]): Promise<string> => {
  const { code, stdout, stderr } = await run(['config', 'init', ...argv], { stdin })
  if (code !== 0) throw new Error(stderr)
  return stdout
}

const check = (config: string, manifests?: string, ...argv: string[]) =>
  run(['config', 'check', ...(manifests === undefined ? [] : ['-f', 'in.yaml']), ...argv], {
    files: { '/project/casehard.yaml': config, '/project/in.yaml': manifests ?? '' },
  })

test('config init proposes an exemption for each decision and each piece of evidence', async (t) => {
  const text = await init(AGENT)
  t.true(text.includes('controls: [no-privileged]'))
  t.true(text.includes('match: {kind: DaemonSet, namespace: "on", name: agent, container: agent}'))
  t.true(text.includes('reason: "the manifest asks for a privileged container"'))
  t.regex(text, /## stdin:13: deviation: privileged: true/)
  t.true(text.includes('match: {kind: DaemonSet, namespace: "on", name: agent}'))
})

test('config init names each image of which nothing is known once, and where to look', async (t) => {
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
  const ran = await run(['--report', 'report.json', '--fail-on', 'stale', '--quiet'], { stdin: AGENT, files })
  t.deepEqual([ran.code, ran.stderr], [0, ''])
  const { held } = JSON.parse(ran.files['/project/report.json'] ?? '') as Report
  t.deepEqual(
    held.filter(({ cause }) => cause === 'deviation' || cause === 'evidence'),
    [],
  )
  t.true(held.some(({ cause }) => cause === 'exemption'))
})

test('config init takes a profile, several files, and does not read the configuration that it replaces', async (t) => {
  const files = { '/project/a.yaml': AGENT, '/project/b.yaml': SOFT_POD, '/project/casehard.yaml': '' }
  const argv = ['config', 'init', '-f', 'a.yaml', '--filename', 'b.yaml', '--profile', 'cautious']
  const ran = await run(argv, { files })
  t.is(ran.code, 0)
  t.regex(ran.stdout, /for 2 pods/)
  t.regex(ran.stdout, /^ {2}profile: cautious$/m)
  t.regex(ran.stdout, /## a\.yaml:13: /)
  t.regex(ran.stdout, /## b\.yaml:8: registry\.example\/team\/app:1\.4\.2/)
})

test('config init does not wait for a terminal', async (t) => {
  const ran = await run(['config', 'init'], { stdinIsTTY: true })
  t.is(ran.code, 0)
  t.regex(ran.stdout, /for 0 pods/)
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

test('config init refuses what the filter refuses, and words', async (t) => {
  t.like(await run(['config', 'init'], { stdin: 'kind: Pod\nspec: [' }), { code: 3, stdout: '' })
  t.regex((await run(['config', 'init', 'pod.yaml'])).stderr, /manifests are named with -f; say -f pod\.yaml/)
  t.regex((await run(['config', 'init', '-f', 'no.yaml'])).stderr, /no\.yaml: the file can not be read/)
})

const EXEMPTIONS = `exemptions:
    - {controls: [no-privileged], match: {labels: app=agent}, reason: loads modules, owner: team-node}
    - {controls: [no-privileged, no-host-namespaces], match: {kind: DaemonSet}, reason: as above}
    - {controls: [no-host-path], match: {kind: DaemonSt}, reason: a mistake}
    - {controls: [no-host-namespaces], match: {name: agent}, reason: last year, expires: 2026-01-31}`

test('config check lists what each exemption holds, and which are stale or have expired', async (t) => {
  const { code, stdout, stderr } = await check(hardening(EXEMPTIONS), AGENT)
  t.is(code, 0)
  t.is(stderr, '')
  t.is(
    stdout,
    `casehard.yaml: no errors; profile restricted, 4 exemptions, 0 images, 0 kinds

casehard.yaml:5: exemption of no-privileged for labels app=agent
  loads modules; owner team-node
  + no-privileged  DaemonSet on/agent container agent (in.yaml:13)

casehard.yaml:6: exemption of no-privileged, no-host-namespaces for kind DaemonSet
  as above
  + no-host-namespaces  DaemonSet on/agent (in.yaml:9)

casehard.yaml:7: exemption of no-host-path for kind DaemonSt
  a mistake
  ! stale  it holds nothing: nothing has the kind DaemonSt; did you mean "DaemonSet"?

casehard.yaml:8: exemption of no-host-namespaces for name agent
  last year
  ! expired             on 2026-01-31: renew or remove it; it no longer holds this
  - no-host-namespaces  DaemonSet on/agent (in.yaml:9)
`,
  )
})

test('config check fails over stale exemptions where it is asked to, and over nothing else', async (t) => {
  const stale = 'casehard: 1 stale exemption (casehard.yaml:7); exit code 1, as'
  const flagged = await check(hardening(EXEMPTIONS), AGENT, '--fail-on', 'stale')
  t.deepEqual([flagged.code, flagged.stderr], [1, `${stale} --fail-on stale asks\n`])
  const said = await check(hardening(`${EXEMPTIONS}\n  failOn: [changed, stale]`), AGENT)
  t.deepEqual([said.code, said.stderr], [1, `${stale} casehard.yaml asks\n`])
  t.is((await check(hardening(`${EXEMPTIONS}\n  failOn: changed`), AGENT)).code, 0)
  t.is((await check(hardening(EXEMPTIONS), undefined, '--fail-on', 'stale')).code, 0)
  const other = await check(hardening(EXEMPTIONS), AGENT, '--fail-on', 'held')
  t.deepEqual([other.code, other.stdout], [2, ''])
})

test('config check reads the day as the filter does', async (t) => {
  const today = await check(hardening(EXEMPTIONS), AGENT, '--today', '2026-01-31')
  t.notRegex(today.stdout, /expired/)
  t.regex(today.stdout, /last year; until 2026-01-31/)
})

test('config check takes the file by word, by flag or variable, or finds it', async (t) => {
  const files = { '/project/team/a.yaml': hardening('profile: audit'), '/casehard.yaml': hardening('profile: strict') }
  const summary = async (argv: string[], env = {}) =>
    (await run(['config', 'check', ...argv], { files, env })).stdout.replace(/: no errors.*\n/s, '')
  t.is(await summary(['team/a.yaml']), 'team/a.yaml')
  t.is(await summary(['--config', 'team/a.yaml']), 'team/a.yaml')
  t.is(await summary([], { CASEHARD_CONFIG: 'team/a.yaml' }), 'team/a.yaml')
  t.is(await summary([]), '../casehard.yaml')
})

test('config check says what is missing', async (t) => {
  t.regex(
    (await run(['config', 'check'])).stderr,
    /no casehard\.yaml here or in a folder above; name a file, or write one/,
  )
  t.regex(
    (await run(['config', 'check', 'no.yaml'])).stderr,
    /^config check: "no\.yaml" can not be read \(no such file/,
  )
  t.regex((await run(['config', 'check', 'a.yaml', 'b.yaml'])).stderr, /"b\.yaml" is one configuration too many/)
})

test('config check refuses manifests that the filter refuses', async (t) => {
  const ran = await check(hardening(EXEMPTIONS), 'kind: Pod\nspec: [')
  t.deepEqual([ran.code, ran.stdout], [3, ''])
  t.regex(ran.stderr, /^in\.yaml:\d+:\d+: /)
})

test('a mistyped command of config is refused with the nearest', async (t) => {
  t.regex((await run(['config', 'chekc'])).stderr, /"chekc" is no command of it; did you mean "check"\?/)
  t.regex((await run(['config', 'x', '-f', 'y'])).stderr, /legal commands: init, check/)
  t.like(await run(['config']), { code: 2, stdout: '' })
  t.regex((await run(['confg', 'init'])).stderr, /did you mean "config"\?/)
})

test('the help of config begins with worked examples, and completion knows its commands', async (t) => {
  for (const argv of [['config'], ['config', 'init'], ['config', 'check']]) {
    const { code, stdout } = await run([...argv, '--help'])
    t.is(code, 0)
    t.true(stdout.startsWith('Examples:\n'), argv.join(' '))
    t.true(stdout.includes(`Usage: casehard ${argv.join(' ')}`))
  }
  const complete = async (...words: string[]) =>
    (await run(['--get-yargs-completions', 'casehard', ...words])).stdout.trimEnd().split('\n')
  t.deepEqual(await complete('config', ''), ['init', 'check'])
  t.true((await complete('config', 'check', '--')).includes('--filename'))
})
