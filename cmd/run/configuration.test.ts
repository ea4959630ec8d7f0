import test from 'ava'
import { fakeDisk } from '../files/testing.ts'
import { run, SOFT_POD } from '../testing.ts'
import { findConfiguration } from './trust.ts'

const hardening = (spec: string): string =>
  `apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata: {name: shop}\nspec:\n  ${spec}\n`

const reportOf = async (argv: string[], setup: Parameters<typeof run>[1]) => {
  const { files, stderr } = await run([...argv, '--report', 'json=/project/out'], { stdin: SOFT_POD, ...setup })
  const text = files['/project/out']
  if (text === undefined) throw new Error(stderr)
  return JSON.parse(text)
}

test('the search goes upwards and ends at the root of the repository, or without one in the folder itself', (t) => {
  const find = (paths: string[]) => {
    const files = new Map(paths.map((path) => [path, new Uint8Array()]))
    return findConfiguration({ disk: fakeDisk({ files, links: new Map(), folders: new Set() }) }, '/home/me/repo/chart')
  }
  t.is(find(['/home/me/repo/chart/casehard.yaml', '/home/me/repo/casehard.yaml']), '/home/me/repo/chart/casehard.yaml')
  t.is(find(['/home/me/repo/.git', '/home/me/repo/casehard.yaml']), '/home/me/repo/casehard.yaml')
  t.is(find(['/home/me/repo/.git', '/home/me/casehard.yaml']), undefined)
  t.is(find(['/home/me/repo/.git', '/home/me/.git', '/home/me/casehard.yaml']), undefined)
  t.is(find(['/home/me/repo/casehard.yaml', '/casehard.yaml']), undefined)
  t.is(find(['/home/me/repo/chart/casehard.yaml']), '/home/me/repo/chart/casehard.yaml')
  t.is(find([]), undefined)
})

test('the configuration of a folder above is used and named in the report', async (t) => {
  const files = {
    '/project/casehard.yaml': hardening('profile: cautious'),
    '/project/chart/x': '',
    '/project/.git': '',
  }
  const report = await reportOf([], { files, cwd: '/project/chart' })
  t.is(report.profile, 'cautious')
  t.is(report.configuration, '../casehard.yaml')
})

test('--config none stops the search, and --config FILE names another', async (t) => {
  const files = {
    '/project/casehard.yaml': hardening('profile: cautious'),
    '/project/other.yaml': hardening('profile: audit'),
  }
  t.is((await reportOf(['--config', 'none'], { files })).profile, 'restricted')
  t.is((await reportOf(['--config', 'other.yaml'], { files })).profile, 'audit')
  t.is((await reportOf([], { files, env: { CASEHARD_CONFIG: 'other.yaml' } })).profile, 'audit')
})

test('a flag takes precedence over the variable, and the variable over the file', async (t) => {
  const files = { '/project/casehard.yaml': hardening('profile: cautious') }
  const env = { CASEHARD_PROFILE: 'audit' }
  t.is((await reportOf([], { files })).profile, 'cautious')
  t.is((await reportOf([], { files, env })).profile, 'audit')
  t.is((await reportOf(['--profile', 'strict'], { files, env })).profile, 'strict')
})

test('a profile that is a file is read from the working directory', async (t) => {
  const files = { '/project/my/profile.yaml': hardening('profile: audit') }
  t.is((await reportOf(['--profile', 'my/profile.yaml'], { files })).profile, 'shop')
})

test('the file can set the options of a run', async (t) => {
  const files = { '/project/casehard.yaml': hardening('failOn: changed\n  quiet: true\n  report: [text=all.txt]') }
  const result = await run([], { stdin: SOFT_POD, files })
  t.is(result.code, 1)
  t.regex(result.stderr, /^casehard: \d+ changed; [^\n]+\n$/)
  t.true('/project/all.txt' in result.files)
})

test('an invalid configuration is an error with its position, and stdout is empty', async (t) => {
  const files = { '/project/casehard.yaml': hardening('controls: {no-privileged: enforced}') }
  const result = await run([], { stdin: SOFT_POD, files })
  t.is(result.code, 2)
  t.is(result.stdout, '')
  t.regex(result.stderr, /^casehard\.yaml:5:\d+: /)
})

test('a configuration that is not there is an error', async (t) => {
  const result = await run(['--config', 'absent.yaml'], { stdin: SOFT_POD })
  t.is(result.code, 2)
  t.regex(result.stderr, /^--config: "absent\.yaml" cannot be read \(no such file or folder\)/)
  const env = { CASEHARD_CONFIG: 'absent.yaml' }
  t.regex((await run([], { stdin: SOFT_POD, env })).stderr, /^CASEHARD_CONFIG: "absent\.yaml" cannot be read/)
})

test('an unknown profile names its origin', async (t) => {
  t.regex((await run(['--profile', 'strikt'], { stdin: SOFT_POD })).stderr, /^--profile: .*"strikt".*strict/)
  const env = { CASEHARD_PROFILE: 'strikt' }
  t.regex((await run([], { stdin: SOFT_POD, env })).stderr, /^CASEHARD_PROFILE: /)
})

test('a namespace and a date that are none are refused', async (t) => {
  t.regex(
    (await run(['--namespace', 'My Shop'], { stdin: SOFT_POD })).stderr,
    /--namespace: "My Shop" is not a namespace name/,
  )
  t.regex((await run(['--today', '2027-02-30'], { stdin: SOFT_POD })).stderr, /--today: "2027-02-30" is not a date/)
  const result = await run([], { stdin: SOFT_POD, env: { CASEHARD_TODAY: 'today' } })
  t.is(result.code, 2)
  t.regex(result.stderr, /CASEHARD_TODAY: "today" is not a date/)
})

test('an exemption counts until its last day, which --today moves', async (t) => {
  const exemption = `exemptions:
    - {controls: [no-privilege-escalation], match: {kind: Pod}, reason: known, expires: 2027-01-31}`
  const files = { '/project/casehard.yaml': hardening(exemption) }
  const { stdout } = await run(['--today', '2027-01-31'], { stdin: SOFT_POD, files })
  t.notRegex(stdout, /allowPrivilegeEscalation/)
  t.regex((await run(['--today', '2027-02-01'], { stdin: SOFT_POD, files })).stdout, /allowPrivilegeEscalation/)
})

const STALE = `exemptions:
    - {controls: [no-privilege-escalation], match: {kind: Pod}, reason: known}
    - {controls: [no-privilege-escalation], match: {kind: Job}, reason: there was one}`

test('--fail-on stale fails on an exemption that matches nothing, and prints its position', async (t) => {
  const files = { '/project/casehard.yaml': hardening(STALE) }
  const result = await run(['--fail-on', 'stale', '--quiet'], { stdin: SOFT_POD, files })
  t.is(result.code, 1)
  t.regex(result.stdout, /enableServiceLinks: false/)
  t.is(result.stderr, 'casehard: 1 stale exemption (casehard.yaml:7); exit code 1 because of --fail-on stale\n')
  t.is((await run([], { stdin: SOFT_POD, files })).code, 0)
  t.is((await run(['--fail-on', 'stale', '--config', 'none'], { stdin: SOFT_POD, files })).code, 0)
  const env = { CASEHARD_FAIL_ON: 'stale' }
  t.regex((await run([], { stdin: SOFT_POD, files, env })).stderr, /exit code 1 because of CASEHARD_FAIL_ON\n$/)
})

test('the file itself can ask to fail over stale exemptions', async (t) => {
  const files = { '/project/casehard.yaml': hardening(`${STALE}\n  failOn: [stale]`) }
  const result = await run([], { stdin: SOFT_POD, files })
  t.is(result.code, 1)
  t.regex(result.stderr, /i stale-exemption {2}casehard\.yaml:7: the exemption .* for kind Job holds nothing/)
  t.regex(result.stderr, /casehard: 1 stale exemption \(casehard\.yaml:7\); exit code 1 because of casehard\.yaml\n$/)
})

test('an exemption in an annotation can be stale, too', async (t) => {
  const files = { '/project/casehard.yaml': hardening('exemptionAnnotations: true') }
  const annotations = 'annotations: {casehard.dev/exempt: no-host-ports, casehard.dev/reason: it had one}'
  const stdin = SOFT_POD.replace('  name: web\n', `  name: web\n  ${annotations}\n`)
  const result = await run(['--fail-on', 'stale', '--quiet'], { stdin, files })
  t.is(result.stderr, 'casehard: 1 stale exemption (stdin:5); exit code 1 because of --fail-on stale\n')
})

test('without --today the date is that of SOURCE_DATE_EPOCH, else that of the clock in UTC', async (t) => {
  const exemption = `exemptions:
    - {controls: [no-privilege-escalation], match: {kind: Pod}, reason: known, expires: 2027-01-31}`
  const files = { '/project/casehard.yaml': hardening(exemption) }
  const isHeld = async (env: Record<string, string>, today: string, ...argv: string[]) =>
    !/allowPrivilegeEscalation/.test((await run(argv, { stdin: SOFT_POD, files, env, today })).stdout)
  t.true(await isHeld({}, '2027-01-31'))
  t.false(await isHeld({}, '2027-02-01'))
  t.true(await isHeld({ SOURCE_DATE_EPOCH: '' }, '2027-01-31'))
  t.true(await isHeld({ SOURCE_DATE_EPOCH: '1801439999' }, '2030-01-01'))
  t.false(await isHeld({ SOURCE_DATE_EPOCH: '1801440000' }, '2020-01-01'))
  t.true(await isHeld({ SOURCE_DATE_EPOCH: '1801440000' }, '2030-01-01', '--today', '2027-01-31'))
  t.true(await isHeld({ SOURCE_DATE_EPOCH: 'soon', CASEHARD_TODAY: '2027-01-31' }, '2030-01-01'))
})

test('an invalid SOURCE_DATE_EPOCH is refused', async (t) => {
  for (const wrong of ['soon', '-1', '1.5', '1e9', '999999999999'])
    t.regex(
      (await run([], { stdin: SOFT_POD, env: { SOURCE_DATE_EPOCH: wrong } })).stderr,
      /^casehard: SOURCE_DATE_EPOCH: "[^"]+" is not a time in seconds since 1970/,
    )
})

test('the flag, the variable and the configuration name the platform', async (t) => {
  const stdin = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: "nginx:1.27"}]}\n'
  const hardening = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {platform: openshift}\n'
  const files = { '/project/casehard.yaml': hardening }
  const USER = /runAsUser: 101/
  t.regex((await run([], { stdin })).stdout, USER)
  t.notRegex((await run(['--platform', 'openshift'], { stdin })).stdout, USER)
  t.notRegex((await run([], { stdin, env: { CASEHARD_PLATFORM: 'openshift' } })).stdout, USER)
  t.notRegex((await run([], { stdin, files })).stdout, USER)
  t.regex((await run(['--platform=kubernetes'], { stdin, files })).stdout, USER)
  t.regex((await run(['--platform=aks'], { stdin })).stderr, /aks/)
})

test('the flag, the variable and the configuration mark what every command but check changes', async (t) => {
  const hardening = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {mark: true}\n'
  const files = { '/project/pod.yaml': SOFT_POD, '/project/casehard.yaml': hardening }
  const MARK = /casehard\.dev\/hardened-by: "?\S+ restricted"?/
  const plain = { '/project/pod.yaml': SOFT_POD }
  t.regex((await run(['--mark'], { stdin: SOFT_POD })).stdout, MARK)
  t.regex((await run([], { stdin: SOFT_POD, env: { CASEHARD_MARK: 'true' } })).stdout, MARK)
  t.regex((await run([], { stdin: SOFT_POD, files })).stdout, MARK)
  t.notRegex((await run(['--mark=false'], { stdin: SOFT_POD, files })).stdout, MARK)
  t.regex((await run(['diff', 'pod.yaml', '--mark'], { files: plain })).stdout, MARK)
  t.regex((await run(['export', 'flux', '-f', 'pod.yaml', '--mark'], { files: plain })).stdout, MARK)
  const fixed = await run(['fix', 'pod.yaml', '--mark'], { files: plain })
  t.regex(fixed.files['/project/pod.yaml'] ?? '', MARK)
  const again = await run(['fix', 'pod.yaml', '--mark'], { files: fixed.files })
  t.is(again.files['/project/pod.yaml'], fixed.files['/project/pod.yaml'])
  t.regex((await run(['check', 'pod.yaml'], { files: plain })).stdout, /no-service-links/)
  t.notRegex((await run(['check', 'pod.yaml'], { files })).stdout, /hardened-by/)
})
