import test from 'ava'
import { SOFT_POD } from '../../testing.ts'
import { configured, fn, HARDENING, itemsIn, listOf, MAP, resultsIn } from './testing.ts'

test('a Hardening as functionConfig is the configuration of the run', async (t) => {
  const result = await fn(configured(HARDENING('{profile: baseline}')), {
    files: { '/project/casehard.yaml': 'broken: [' },
  })
  t.is(result.code, 0)
  t.regex(result.stderr, /profile baseline/)
  t.deepEqual(resultsIn(result), [])
})

test('a Hardening without a spec asks for the defaults', async (t) => {
  for (const config of [HARDENING(''), 'apiVersion: casehard.dev/v1\nkind: Hardening']) {
    const result = await fn(configured(config), { files: { '/project/casehard.yaml': 'broken: [' } })
    t.is(result.code, 0, result.stderr)
    t.regex(result.stderr, /profile restricted/)
  }
})

test('a ConfigMap as functionConfig sets options', async (t) => {
  const result = await fn(configured(MAP('{profile: baseline}')))
  t.regex(result.stderr, /profile baseline/)
  t.like(await fn(configured(MAP("{quiet: 'true', report: 'a.json, text=b.txt'}"))), { code: 0, stderr: '' })
})

test('a functionConfig marks what the function changes', async (t) => {
  for (const config of [HARDENING('{mark: true}'), MAP("{mark: 'true'}")]) {
    const output = itemsIn(await fn(configured(config)))
    t.regex(output, /casehard\.dev\/hardened-by: "\S+ restricted"/)
  }
})

test('a flag and a variable go before the functionConfig', async (t) => {
  for (const config of [HARDENING('{profile: baseline}'), MAP('{profile: baseline}')]) {
    t.regex((await fn(configured(config), {}, ['--profile', 'strict'])).stderr, /profile strict/)
    t.regex((await fn(configured(config), { env: { CASEHARD_PROFILE: 'strict' } })).stderr, /profile strict/)
  }
})

test('an unknown option of a ConfigMap is an error that names the nearest', async (t) => {
  const input = configured(MAP('{profle: baseline}'))
  const result = await fn(input)
  t.is(result.code, 2)
  t.is(itemsIn(result), input)
  t.regex(result.stderr, /^functionConfig:\d+:\d+: unknown option "profle"; did you mean "profile"\?\n$/)
  const [first] = resultsIn(result)
  t.like(first, { severity: 'error', resourceRef: { kind: 'ConfigMap' }, field: { path: 'data.profle' } })
})

test('--config FILE overrides the functionConfig with a warning, and --config none does not', async (t) => {
  const files = { '/project/team.yaml': HARDENING('{profile: strict}') }
  const input = configured(HARDENING('{profile: baseline}'))
  const result = await fn(input, { files }, ['--config', 'team.yaml'])
  t.regex(result.stderr, /^casehard: warning: --config overrides the functionConfig, which is ignored; /)
  t.regex(result.stderr, /profile strict/)
  const none = await fn(input, { env: { CASEHARD_CONFIG: 'none' } })
  t.regex(none.stderr, /profile baseline/)
  t.notRegex(none.stderr, /warning/)
})

test('without a Hardening casehard.yaml is used, and options of a ConfigMap take precedence', async (t) => {
  const files = { '/project/casehard.yaml': HARDENING('{profile: baseline, namespace: shop}') }
  for (const input of [listOf([SOFT_POD]), listOf([SOFT_POD], 'functionConfig: null\n'), configured(MAP('{}'))])
    t.regex((await fn(input, { files })).stderr, /profile baseline/)
  t.regex((await fn(configured(MAP('{profile: audit}')), { files })).stderr, /profile audit/)
  t.regex((await fn(configured(MAP('{config: team.yaml}')), { files })).stderr, /"team\.yaml" cannot be read/)
})

test('names of files in a functionConfig start from the working directory', async (t) => {
  const files = { '/project/profiles/team.yaml': HARDENING('{profile: baseline}').replace('shop', 'team') }
  const result = await fn(configured(HARDENING('{profile: profiles/team.yaml, report: report.json}')), { files })
  t.is(result.code, 0)
  t.like(JSON.parse(result.files['/project/report.json'] ?? ''), { profile: 'team', configuration: 'functionConfig' })
})

test('a broken functionConfig still leaves a report', async (t) => {
  const input = configured(HARDENING('{profile: strikt}'))
  const result = await fn(input, {}, ['--report', 'report.json'])
  t.is(result.code, 2)
  t.is(itemsIn(result), input)
  t.like(JSON.parse(result.files['/project/report.json'] ?? '').error, { code: 'configuration', line: 16 })
})
