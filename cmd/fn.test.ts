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
const itemsIn = ({ stdout }: Ran): string => stdout.replace(/^results:\n[\s\S]*/m, '')

const fn = (stdin: string, given: Given = {}, argv: readonly string[] = []): Promise<Ran> =>
  run(['fn', ...argv], { stdin, ...given })

test('fn hardens the items of a ResourceList and leaves all else byte for byte', async (t) => {
  const input = listOf([SOFT_POD])
  const ran = await fn(input)
  t.is(ran.code, 0)
  t.regex(itemsIn(ran), /^ {6}allowPrivilegeEscalation: false$|allowPrivilegeEscalation: false/m)
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
