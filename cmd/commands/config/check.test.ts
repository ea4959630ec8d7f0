import test from 'ava'
import { run } from '../../testing.ts'
import { AGENT, check } from './sample-testing.ts'

const hardening = (spec: string): string => `apiVersion: casehard.dev/v1\nkind: Hardening\nspec:\n  ${spec}\n`

const EXEMPTIONS = `exemptions:
    - {controls: [no-privileged], match: {labels: app=agent}, reason: loads modules, owner: team-node}
    - {controls: [no-privileged, no-host-namespaces], match: {kind: DaemonSet}, reason: as above}
    - {controls: [no-host-path], match: {kind: DaemonSt}, reason: a mistake}
    - {controls: [no-host-namespaces], match: {name: agent}, reason: last year, expires: 2026-01-31}`

test('config check lists the changes that each exemption holds, and stale and expired exemptions', async (t) => {
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
  ! stale  matches nothing: no object has the kind DaemonSt; did you mean "DaemonSet"?

casehard.yaml:8: exemption of no-host-namespaces for name agent
  last year
  ! expired             on 2026-01-31: renew or remove it; it no longer applies
  - no-host-namespaces  DaemonSet on/agent (in.yaml:9)
`,
  )
})

test('config check fails only on stale exemptions, with --fail-on stale', async (t) => {
  const stale = 'casehard: 1 stale exemption (casehard.yaml:7); exit code 1 because of'
  const flagged = await check(hardening(EXEMPTIONS), AGENT, '--fail-on', 'stale')
  t.deepEqual([flagged.code, flagged.stderr], [1, `${stale} --fail-on stale\n`])
  const said = await check(hardening(`${EXEMPTIONS}\n  failOn: [changed, stale]`), AGENT)
  t.deepEqual([said.code, said.stderr], [1, `${stale} casehard.yaml\n`])
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

test('config check takes the file as an argument, flag or variable, or finds it', async (t) => {
  const files = {
    '/project/team/a.yaml': hardening('profile: audit'),
    '/casehard.yaml': hardening('profile: strict'),
    '/.git': '',
  }
  const summary = async (argv: string[], env = {}) =>
    (await run(['config', 'check', ...argv], { files, env })).stdout.replace(/: no errors.*\n/s, '')
  t.is(await summary(['team/a.yaml']), 'team/a.yaml')
  t.is(await summary(['--config', 'team/a.yaml']), 'team/a.yaml')
  t.is(await summary([], { CASEHARD_CONFIG: 'team/a.yaml' }), 'team/a.yaml')
  t.is(await summary([]), '../casehard.yaml')
})

test('config check reports a missing configuration', async (t) => {
  t.regex(
    (await run(['config', 'check'])).stderr,
    /no casehard\.yaml in this folder or above; name a file, or write one/,
  )
  t.regex((await run(['config', 'check', 'no.yaml'])).stderr, /^config check: "no\.yaml" cannot be read \(no such file/)
  t.regex((await run(['config', 'check', 'a.yaml', 'b.yaml'])).stderr, /unexpected argument "b\.yaml"/)
})

test('config check refuses manifests that the filter refuses', async (t) => {
  const result = await check(hardening(EXEMPTIONS), 'kind: Pod\nspec: [')
  t.deepEqual([result.code, result.stdout], [3, ''])
  t.regex(result.stderr, /^in\.yaml:\d+:\d+: /)
})

test('a mistyped command of config is refused with a suggestion', async (t) => {
  t.regex((await run(['config', 'chekc'])).stderr, /"chekc" is not a command of config; did you mean "check"\?/)
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
  t.deepEqual(await complete('config', ''), ['init', 'check', 'from-psp'])
  t.true((await complete('config', 'check', '--')).includes('--filename'))
})
