import test from 'ava'
import { parse } from 'yaml'
import { type Given, type Ran, run, SOFT_POD } from './testing.ts'

const indented = (text: string, by: string): string => text.trimEnd().replaceAll('\n', `\n${by}`)

/** A ResourceList of items, each a manifest, and a functionConfig. */
const listOf = (items: readonly string[], rest = ''): string =>
  `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${items.map((item) => `- ${indented(item, '  ')}\n`).join('')}${rest}`

const configured = (config: string, items: readonly string[] = [SOFT_POD]): string =>
  listOf(items, `functionConfig:\n  ${indented(config, '  ')}\n`)

const HARDENING = (spec: string): string =>
  `apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata: {name: shop}\nspec: ${spec}`

const MAP = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: function-input}\ndata: ${data}`

interface Result {
  message: string
  severity: string
  resourceRef?: Record<string, string>
  field?: { path: string; currentValue?: unknown; proposedValue?: unknown }
  file?: { path: string; index?: number }
  tags: Record<string, string>
}

/** The results in an answer. */
const resultsIn = ({ stdout }: Ran): Result[] => parse(stdout).results ?? []

/** An answer without its results, which stand last where the input had none. */
const itemsIn = ({ stdout }: Ran): string => stdout.replace(/^results:[\s\S]*/m, '')

const fn = (stdin: string, given: Given = {}, argv: readonly string[] = []): Promise<Ran> =>
  run(['fn', ...argv], { stdin, ...given })

test('fn hardens the items of a ResourceList and leaves all else byte for byte', async (t) => {
  const input = listOf([SOFT_POD])
  const ran = await fn(input)
  t.is(ran.code, 0)
  t.regex(itemsIn(ran), /^ {10}allowPrivilegeEscalation: false$/m)
  const left = itemsIn(ran).split('\n')
  for (const line of input.trimEnd().split('\n')) t.true(left.includes(line), line)
})

test('the bare filter recognises a ResourceList and answers as fn does', async (t) => {
  for (const stdin of [listOf([SOFT_POD]), configured(MAP('{profile: baseline}')), `---\n${listOf([SOFT_POD])}...\n`]) {
    const bare = await run([], { stdin })
    t.is(bare.stdout, (await fn(stdin)).stdout)
  }
})

test('a second run changes no item, and a third says the same as the second', async (t) => {
  const first = await fn(listOf([SOFT_POD]))
  const second = await fn(first.stdout)
  t.is(itemsIn(second), itemsIn(first))
  t.is((await fn(second.stdout)).stdout, second.stdout)
})

test('a Hardening as functionConfig is the configuration of the run', async (t) => {
  const ran = await fn(configured(HARDENING('{profile: baseline}')), {
    files: { '/project/casehard.yaml': 'broken: [' },
  })
  t.is(ran.code, 0)
  t.regex(ran.stderr, /profile baseline/)
  t.deepEqual(resultsIn(ran), [])
})

test('a Hardening without a spec asks for the defaults', async (t) => {
  for (const config of [HARDENING(''), 'apiVersion: casehard.dev/v1\nkind: Hardening']) {
    const ran = await fn(configured(config), { files: { '/project/casehard.yaml': 'broken: [' } })
    t.is(ran.code, 0, ran.stderr)
    t.regex(ran.stderr, /profile restricted/)
  }
})

test('a ConfigMap as functionConfig says options', async (t) => {
  const ran = await fn(configured(MAP('{profile: baseline}')))
  t.regex(ran.stderr, /profile baseline/)
  t.like(await fn(configured(MAP("{quiet: 'true', report: 'a.json, text=b.txt'}"))), { code: 0, stderr: '' })
})

test('a flag and a variable go before the functionConfig', async (t) => {
  for (const config of [HARDENING('{profile: baseline}'), MAP('{profile: baseline}')]) {
    t.regex((await fn(configured(config), {}, ['--profile', 'strict'])).stderr, /profile strict/)
    t.regex((await fn(configured(config), { env: { CASEHARD_PROFILE: 'strict' } })).stderr, /profile strict/)
  }
})

test('an unknown option of a ConfigMap is an error that names the nearest', async (t) => {
  const input = configured(MAP('{profle: baseline}'))
  const ran = await fn(input)
  t.is(ran.code, 2)
  t.is(itemsIn(ran), input)
  t.regex(ran.stderr, /^functionConfig:\d+:\d+: unknown option "profle"; did you mean "profile"\?\n$/)
  const [result] = resultsIn(ran)
  t.like(result, { severity: 'error', resourceRef: { kind: 'ConfigMap' }, field: { path: 'data.profle' } })
})

test('manifests that are no ResourceList are refused, and nothing is written', async (t) => {
  for (const stdin of [
    '',
    '# nothing\n',
    SOFT_POD,
    `${listOf([])}---\n${SOFT_POD}`,
    'kind: ResourceList\nitems: [\n',
  ]) {
    const ran = await fn(stdin)
    t.is(ran.code, 3, stdin)
    t.is(ran.stdout, '')
    t.regex(ran.stderr, /^stdin:\d+:\d+: .+[;,] .+\n$/)
  }
})

test('a functionConfig is left aside where --config names a file, with a warning, and stays beside --config none', async (t) => {
  const files = { '/project/team.yaml': HARDENING('{profile: strict}') }
  const input = configured(HARDENING('{profile: baseline}'))
  const ran = await fn(input, { files }, ['--config', 'team.yaml'])
  t.regex(ran.stderr, /^casehard: warning: --config names a configuration, so the functionConfig is left aside; /)
  t.regex(ran.stderr, /profile strict/)
  const none = await fn(input, { env: { CASEHARD_CONFIG: 'none' } })
  t.regex(none.stderr, /profile baseline/)
  t.notRegex(none.stderr, /warning/)
})

test('casehard.yaml is the configuration where there is no Hardening, under the options of a ConfigMap', async (t) => {
  const files = { '/project/casehard.yaml': HARDENING('{profile: baseline, namespace: shop}') }
  for (const input of [listOf([SOFT_POD]), listOf([SOFT_POD], 'functionConfig: null\n'), configured(MAP('{}'))])
    t.regex((await fn(input, { files })).stderr, /profile baseline/)
  t.regex((await fn(configured(MAP('{profile: audit}')), { files })).stderr, /profile audit/)
  t.regex((await fn(configured(MAP('{config: team.yaml}')), { files })).stderr, /"team\.yaml" can not be read/)
})

test('names of files in a functionConfig start from the working directory', async (t) => {
  const files = { '/project/profiles/team.yaml': HARDENING('{profile: baseline}').replace('shop', 'team') }
  const ran = await fn(configured(HARDENING('{profile: profiles/team.yaml, report: report.json}')), { files })
  t.is(ran.code, 0)
  t.like(JSON.parse(ran.files['/project/report.json'] ?? ''), { profile: 'team', configuration: 'functionConfig' })
})

test('a run that fails on findings answers with the hardened items, and with the finding as the first result', async (t) => {
  const ran = await fn(listOf([SOFT_POD]), {}, ['--fail-on', 'changed'])
  t.is(ran.code, 1)
  t.is(itemsIn(ran), itemsIn(await fn(listOf([SOFT_POD]))))
  const [first] = resultsIn(ran)
  t.is(first?.severity, 'error')
  t.regex(first?.message ?? '', /^\d+ changed; exit code 1, as --fail-on changed asks$/)
})

test('a broken functionConfig still leaves a report', async (t) => {
  const input = configured(HARDENING('{profile: strikt}'))
  const ran = await fn(input, {}, ['--report', 'report.json'])
  t.is(ran.code, 2)
  t.is(itemsIn(ran), input)
  t.like(JSON.parse(ran.files['/project/report.json'] ?? '').error, { code: 'configuration', line: 16 })
})

test('a report that can not be written is an error, and the items come back as they were', async (t) => {
  const input = listOf([SOFT_POD])
  const ran = await fn(input, {}, ['--report', 'absent/report.json'])
  t.is(ran.code, 2)
  t.is(itemsIn(ran), input)
  t.like(resultsIn(ran)[0], { severity: 'error', tags: { tool: 'casehard', code: 'report' } })
})

test('input that can not be read leaves stdout empty and a report with the error', async (t) => {
  const ran = await fn('', { stdin: Buffer.from([0x6b, 0x0a, 0xff]) }, ['--report', 'report.json'])
  t.deepEqual([ran.code, ran.stdout], [3, ''])
  t.like(JSON.parse(ran.files['/project/report.json'] ?? '').error, { code: 'utf-8' })
  const terminal = await fn('', { stdinIsTTY: true })
  t.deepEqual([terminal.code, terminal.stdout], [2, ''])
  t.regex(terminal.stderr, /a terminal.*; it is for kpt and Kustomize/)
})

test('fn takes no files', async (t) => {
  const ran = await fn(listOf([SOFT_POD]), {}, ['pod.yaml'])
  t.deepEqual([ran.code, ran.stdout], [2, ''])
  t.regex(ran.stderr, /"pod\.yaml": fn reads stdin and takes no files; /)
})

test('line endings and a byte order mark of a ResourceList survive', async (t) => {
  const input = configured(MAP('{profile: restricted}'))
  const { stdout } = await fn(input)
  const crlf = await fn(`\ufeff${input.replaceAll('\n', '\r\n')}`)
  t.is(crlf.stdout, `\ufeff${stdout.replaceAll('\n', '\r\n')}`)
})

test('a stdout that can not be written is told once', async (t) => {
  const writeStdout = async () => {
    throw Object.assign(new Error('write'), { code: 'ENOSPC' })
  }
  const ran = await fn(listOf([SOFT_POD]), { writeStdout })
  t.is(ran.code, 2)
  t.is(ran.stderr.match(/writing failed/g)?.length, 1)
})
