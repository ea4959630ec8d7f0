import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'
import { configured, fn, itemsIn, listOf, MAP, resultsIn } from './testing.ts'

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

test('a run that fails on findings answers with the hardened items, and with the finding as the first result', async (t) => {
  const ran = await fn(listOf([SOFT_POD]), {}, ['--fail-on', 'changed'])
  t.is(ran.code, 1)
  t.is(itemsIn(ran), itemsIn(await fn(listOf([SOFT_POD]))))
  const [first] = resultsIn(ran)
  t.is(first?.severity, 'error')
  t.regex(first?.message ?? '', /^\d+ changed; exit code 1 because of --fail-on changed$/)
})

test('a report that cannot be written is an error, and the items come back as they were', async (t) => {
  const input = listOf([SOFT_POD])
  const ran = await fn(input, {}, ['--report', 'absent/report.json'])
  t.is(ran.code, 2)
  t.is(itemsIn(ran), input)
  t.like(resultsIn(ran)[0], { severity: 'error', tags: { tool: 'casehard', code: 'report' } })
})

test('input that cannot be read leaves stdout empty and a report with the error', async (t) => {
  const ran = await fn('', { stdin: Buffer.from([0x6b, 0x0a, 0xff]) }, ['--report', 'report.json'])
  t.deepEqual([ran.code, ran.stdout], [3, ''])
  t.like(JSON.parse(ran.files['/project/report.json'] ?? '').error, { code: 'utf-8' })
  const terminal = await fn('', { stdinIsTTY: true })
  t.deepEqual([terminal.code, terminal.stdout], [2, ''])
  t.regex(terminal.stderr, /a terminal.*; fn is for kpt and Kustomize/)
})

test('fn takes no files', async (t) => {
  const ran = await fn(listOf([SOFT_POD]), {}, ['pod.yaml'])
  t.deepEqual([ran.code, ran.stdout], [2, ''])
  t.regex(ran.stderr, /unexpected argument "pod\.yaml": fn reads stdin, not files; /)
})

test('line endings and a byte order mark of a ResourceList survive', async (t) => {
  const input = configured(MAP('{profile: restricted}'))
  const { stdout } = await fn(input)
  const crlf = await fn(`\ufeff${input.replaceAll('\n', '\r\n')}`)
  t.is(crlf.stdout, `\ufeff${stdout.replaceAll('\n', '\r\n')}`)
})

test('a stdout that cannot be written is told once', async (t) => {
  const writeStdout = async () => {
    throw Object.assign(new Error('write'), { code: 'ENOSPC' })
  }
  const ran = await fn(listOf([SOFT_POD]), { writeStdout })
  t.is(ran.code, 2)
  t.is(ran.stderr.match(/writing failed/g)?.length, 1)
})
