import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'
import { configured, fn, HARDENING, itemsIn, listOf, MAP, resultsIn } from './testing.ts'

test('fn hardens the items of a ResourceList and leaves all else byte for byte', async (t) => {
  const input = listOf([SOFT_POD])
  const result = await fn(input)
  t.is(result.code, 0)
  t.regex(itemsIn(result), /^ {10}allowPrivilegeEscalation: false$/m)
  const left = itemsIn(result).split('\n')
  for (const line of input.trimEnd().split('\n')) t.true(left.includes(line), line)
})

test('the bare filter recognises a ResourceList and answers as fn does', async (t) => {
  for (const stdin of [listOf([SOFT_POD]), configured(MAP('{profile: baseline}')), `---\n${listOf([SOFT_POD])}...\n`]) {
    const bare = await run([], { stdin })
    t.is(bare.stdout, (await fn(stdin)).stdout)
  }
})

test('a second run changes no item, and a third prints the same as the second', async (t) => {
  const first = await fn(listOf([SOFT_POD]))
  const second = await fn(first.stdout)
  t.is(itemsIn(second), itemsIn(first))
  t.is((await fn(second.stdout)).stdout, second.stdout)
})

test('input that is not a ResourceList is refused, and nothing is written', async (t) => {
  for (const stdin of [
    '',
    '# nothing\n',
    SOFT_POD,
    `${listOf([])}---\n${SOFT_POD}`,
    'kind: ResourceList\nitems: [\n',
  ]) {
    const result = await fn(stdin)
    t.is(result.code, 3, stdin)
    t.is(result.stdout, '')
    t.regex(result.stderr, /^stdin:\d+:\d+: .+[;,] .+\n$/)
  }
})

test('a run that fails on findings answers with the hardened items, and with the finding as the first result', async (t) => {
  const result = await fn(listOf([SOFT_POD]), {}, ['--fail-on', 'changed'])
  t.is(result.code, 1)
  t.is(itemsIn(result), itemsIn(await fn(listOf([SOFT_POD]))))
  const [first] = resultsIn(result)
  t.is(first?.severity, 'error')
  t.regex(first?.message ?? '', /^\d+ changed; exit code 1 because of --fail-on changed$/)
})

test('a report that cannot be written is an error, and the items come back as they were', async (t) => {
  const input = listOf([SOFT_POD])
  const result = await fn(input, {}, ['--report', 'absent/report.json'])
  t.is(result.code, 2)
  t.is(itemsIn(result), input)
  t.like(resultsIn(result)[0], { severity: 'error', tags: { tool: 'casehard', code: 'report' } })
})

test('input that cannot be read leaves stdout empty and a report with the error', async (t) => {
  const result = await fn('', { stdin: Buffer.from([0x6b, 0x0a, 0xff]) }, ['--report', 'report.json'])
  t.deepEqual([result.code, result.stdout], [3, ''])
  t.like(JSON.parse(result.files['/project/report.json'] ?? '').error, { code: 'utf-8' })
  const terminal = await fn('', { stdinIsTTY: true })
  t.deepEqual([terminal.code, terminal.stdout], [2, ''])
  t.regex(terminal.stderr, /a terminal.*; fn is for kpt and Kustomize/)
})

test('fn takes no files', async (t) => {
  const result = await fn(listOf([SOFT_POD]), {}, ['pod.yaml'])
  t.deepEqual([result.code, result.stdout], [2, ''])
  t.regex(result.stderr, /unexpected argument "pod\.yaml": fn reads stdin, not files; /)
})

test('line endings and a byte order mark of a ResourceList survive', async (t) => {
  const input = configured(MAP('{profile: restricted}'))
  const { stdout } = await fn(input)
  const crlf = await fn(`\ufeff${input.replaceAll('\n', '\r\n')}`)
  t.is(crlf.stdout, `\ufeff${stdout.replaceAll('\n', '\r\n')}`)
})

test('an error of stdout is reported once', async (t) => {
  const writeStdout = async () => {
    throw Object.assign(new Error('write'), { code: 'ENOSPC' })
  }
  const result = await fn(listOf([SOFT_POD]), { writeStdout })
  t.is(result.code, 2)
  t.is(result.stderr.match(/writing failed/g)?.length, 1)
})

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
