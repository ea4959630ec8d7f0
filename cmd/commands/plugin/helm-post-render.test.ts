import test from 'ava'
import { parseAllDocuments } from 'yaml'
import { run, SOFT_POD } from '../../testing.ts'
import { scalarDocument } from './helm-post-render.ts'

/** The one scalar of a stream; Helm fails over such a document, and shows it. */
const onlyScalar = (stream: string): string => {
  const documents = parseAllDocuments(stream)
  const [document] = documents
  if (documents.length !== 1 || document === undefined) throw new Error(`not one: ${stream}`)
  const value: unknown = document.toJS()
  if (typeof value !== 'string') throw new Error(`no scalar: ${stream}`)
  return value
}

const asPlugin = (argv: readonly string[], setup: Parameters<typeof run>[1] = { stdin: SOFT_POD }) =>
  run(['helm-post-render', ...argv], setup)

const TEXTS: Record<string, { text: string; read: string }> = {
  'one line': { text: 'stdin:1:1: no; use less\n', read: 'stdin:1:1: no; use less' },
  'lines, some of them indented or empty': { text: 'a\n  b\n\n c', read: 'a\n  b\n\n c' },
  'leading blanks': { text: '   a\nb', read: '   a\nb' },
  'what YAML means something by': { text: '# a: b\n--- {c: [d\n...\n%e\n"f', read: '# a: b\n--- {c: [d\n...\n%e\n"f' },
  'other ends of lines': { text: 'a\r\nb\rc\n', read: 'a\nb\nc' },
  'tabs and blanks at the ends': { text: '\ta\tb \t\nc  \n', read: '\ta\tb\nc' },
  'characters that YAML refuses': {
    text: 'a\u0000\u001b[1m\u007f\uffff\ud800',
    read: 'a\\u{0}\\u{1b}[1m\\u{7f}\\u{ffff}\\u{d800}',
  },
  'characters that end a line for YAML 1.1': { text: 'a\u0085b\u2028c\u2029d', read: 'a\\u{85}b\\u{2028}c\\u{2029}d' },
  'characters beyond the first plane': { text: 'a 😀 ä 中', read: 'a \\u{1f600} ä 中' },
  nothing: { text: '\n \n', read: '' },
}

for (const [name, { text, read }] of Object.entries(TEXTS)) {
  test(`a message is one scalar with the same text: ${name}`, (t) => {
    t.is(onlyScalar(scalarDocument(text)), read)
  })
}

test('as the plugin, the filter writes what it always writes', async (t) => {
  t.is((await asPlugin([])).stdout, (await run([], { stdin: SOFT_POD })).stdout)
  const argv = ['--profile', 'cautious', '--report', 'report.json']
  const result = await asPlugin(argv)
  const filter = await run(argv, { stdin: SOFT_POD })
  t.deepEqual(
    [result.code, result.stdout, result.stderr, result.files],
    [0, filter.stdout, filter.stderr, filter.files],
  )
})

test('as the plugin, empty input gives a comment and no document', async (t) => {
  const result = await asPlugin([], {})
  t.is(result.code, 0)
  t.regex(result.stdout, /^#[^\n]+\n$/)
})

async function* brokenStdin(): AsyncIterable<Uint8Array> {
  yield 7 as unknown as Uint8Array
}

const FAILURES: Record<string, { argv?: string[]; setup?: Parameters<typeof run>[1]; says: RegExp }> = {
  'an unknown option': {
    argv: ['--profil', 'x'],
    says: /^casehard: --profil is not an option.*did you mean "--profile"/,
  },
  'an option and its value in one argument': {
    argv: ['--profile cautious'],
    says: /^casehard: --profile cautious.*two arguments, or as one with =/,
  },
  'an empty argument': { argv: [''], says: /^casehard: an argument is empty; / },
  'another command': { argv: ['check'], says: /^casehard: check: the Helm plugin accepts only/ },
  'a request for help': { argv: ['--help'], says: /^casehard: --help: the Helm plugin accepts/ },
  'a file': { argv: ['chart.yaml'], says: /^casehard: "chart.yaml": casehard without a command reads stdin/ },
  'an unknown profile': { argv: ['--profile', 'x'], says: /unknown profile "x"/ },
  'a variable that is wrong': {
    setup: { stdin: SOFT_POD, env: { CASEHARD_FAIL_ON: 'any' } },
    says: /^casehard: CASEHARD_FAIL_ON: unknown value "any"/,
  },
  'refused input': { setup: { stdin: 'kind: Pod\nspec: {containers: [\n' }, says: /^stdin:\d+:\d+: / },
  'a report that cannot be written': {
    argv: ['--report', '/absent/report.json'],
    says: /^casehard: \/absent\/report\.json: the report cannot be written/,
  },
  'a bug': { setup: { stdin: brokenStdin() }, says: /^casehard: a bug: .*please report it[\s\S]+\n {4}at / },
  findings: {
    argv: ['--fail-on', 'changed'],
    says: /^casehard: 1 pod: [\s\S]+\n {2}Pod web [\s\S]+; exit code 1 because of --fail-on changed$/,
  },
  'findings in a quiet run': { argv: ['--quiet', '--fail-on', 'changed'], says: /^casehard: \d+ changed; [^\n]+$/ },
}

for (const [name, { argv = [], setup = { stdin: SOFT_POD }, says }] of Object.entries(FAILURES)) {
  test(`as the plugin, the only document reports ${name}`, async (t) => {
    const result = await asPlugin(argv, setup)
    t.is(result.code, 0)
    const said = onlyScalar(result.stdout)
    t.regex(said, says)
    t.is(said, result.stderr.trimEnd())
    t.deepEqual(result.writes.filter((place) => place === 'stdout').length, 1)
  })
}

test('as the plugin, an error of stdout is an exit code', async (t) => {
  const writeStdout = async () => {
    throw Object.assign(new Error('write'), { code: 'ENOSPC' })
  }
  const result = await asPlugin([], { stdin: SOFT_POD, writeStdout })
  t.is(result.code, 2)
  t.regex(result.stderr, /stdout: writing failed \(no space left\)/)
})

test('for everybody else a failure leaves stdout empty', async (t) => {
  const result = await run(['--profile', 'x'], { stdin: SOFT_POD, env: { HELM_PLUGIN_NAME: 'casehard' } })
  t.deepEqual([result.code, result.stdout], [2, ''])
})
