import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { allCommands } from '../../../cmd/commands/index.ts'
import { CONTROLS } from '../../../src/controls/index.ts'
import { filesBelow } from '../../support/hardening.ts'
import { hasExecutable } from '../../support/programs.ts'
import { COUNTED, listCorpus } from '../../support/streams.ts'
import { runBoth, type Seen, shellBoth } from './both-programs.ts'

const testBoth = hasExecutable() ? test : test.skip
if (!hasExecutable()) console.warn('skipped: the executable is absent; npm run executable builds it')

const same = (t: ExecutionContext, [executable, node]: [Seen, Seen], code: number): void => {
  t.deepEqual(executable, node)
  t.is(node.code, code)
}

const REPORTS = ['--report', 'json=report.json', '--report', 'jsonl=report.jsonl', '--report', 'text=report.txt']

const PARTS = 4

/** Inputs in a few tests, so that they take turns with others. */
const inParts = (files: readonly string[], use: (part: number, files: string[]) => void): void => {
  for (let part = 0; part < PARTS; part++) {
    use(
      part + 1,
      files.filter((_, i) => i % PARTS === part),
    )
  }
}

inParts(filesBelow('testdata/cases', '.in.yaml'), (part, inputs) =>
  testBoth(`each case gives the bytes that it gives under Node, and the reports (${part} of ${PARTS})`, async (t) => {
    t.true(inputs.length > 0)
    for (const path of inputs) {
      const config = path.replace(/\.in\.yaml$/, '.config.yaml')
      const args = existsSync(config) ? ['--config', resolve(config)] : []
      const [executable, node] = await runBoth([...REPORTS, ...args], { input: readFileSync(path) })
      t.deepEqual(executable, node, path)
      t.is(Object.keys(node.files).length, 3, path)
    }
  }),
)

inParts(filesBelow('testdata/errors', '.in.yaml', '.in'), (part, inputs) =>
  testBoth(`what is refused is refused in the same words (${part} of ${PARTS})`, async (t) => {
    t.true(inputs.length > 0)
    for (const path of inputs) {
      const [executable, node] = await runBoth(REPORTS, { input: readFileSync(path) })
      t.deepEqual(executable, node, path)
    }
  }),
)

testBoth('a configuration that is wrong is refused in the same words', async (t) => {
  const paths = filesBelow('testdata/errors', '.config.yaml')
  t.true(paths.length > 0)
  for (const path of paths) {
    const [executable, node] = await runBoth(['config', 'check', resolve(path)])
    t.deepEqual(executable, node, path)
    t.is(node.code, 2, path)
  }
})

const corpus = listCorpus(COUNTED).map(({ path }) => path)
if (corpus.length === 0) console.warn('skipped: the corpus with the executable, since it is absent')
if (corpus.length > 0)
  inParts(corpus, (part, inputs) =>
    testBoth(`each manifest of the corpus gives the same bytes (${part} of ${PARTS})`, async (t) => {
      for (const path of inputs) {
        const [executable, node] = await runBoth(REPORTS, { input: readFileSync(path) })
        t.deepEqual(executable, node, path)
      }
    }),
  )

const SHOP = resolve('examples/shop.yaml')
const CAFE = [resolve('examples/cafe/manifests.yaml'), '--config', resolve('examples/cafe/casehard.yaml')]

const LINES: readonly (readonly string[])[] = [
  ['--version'],
  ['--help'],
  ...allCommands().map(({ name }) => [...name.split(' '), '--help']),
  ['explain'],
  ['explain', '--format', 'json'],
  ...CONTROLS.map(({ id }) => ['explain', id]),
  ['explain', 'deploy/kitchen', '-f', ...CAFE],
  ['explain', 'deploy/menu', '--format', 'json', '-f', ...CAFE],
  ['explain', 'deploy/absent', '-f', ...CAFE],
  ['check', SHOP, SHOP],
  ['check', 'absent.yaml'],
  ['config', 'init', '-f', SHOP],
  ['config', 'check', CAFE[2] as string, '-f', CAFE[0] as string],
  ['--get-yargs-completions', 'casehard', 'config', ''],
  ['chekc'],
  ['check', '--profil=strict'],
  ['--profile', 'absent'],
  ['--profile=strict', '--fail-on', 'changed', SHOP],
  ['--', '-x'],
  [''],
  ['helm-post-render', '--profile', 'absent'],
]

testBoth('each command line gives the same text and exit code', async (t) => {
  for (const args of LINES) {
    const [executable, node] = await runBoth(args)
    t.deepEqual(executable, node, args.join(' '))
    t.not(`${node.stdout}${node.stderr}`, '', args.join(' '))
  }
  for (const SHELL of ['/bin/bash', '/bin/zsh', '/usr/bin/fish']) {
    same(t, await runBoth(['completion'], { env: { SHELL } }), 0)
  }
})

for (const profile of ['cautious', 'strict', 'baseline', 'ack', 'audit'])
  testBoth(`the profile ${profile} gives the same bytes`, async (t) => {
    same(t, await runBoth(['--profile', profile, ...REPORTS], { input: readFileSync(SHOP) }), 0)
  })

/** What may be wrong with a process's streams and files; the shop is `in.yaml`. */
const SCRIPTS: Record<string, number> = {
  'casehard <&-': 0,
  'casehard < /': 3,
  'casehard < /dev/null': 0,
  'casehard < in.yaml >&-': 0,
  'casehard < in.yaml 2>&-': 0,
  'casehard < in.yaml > /dev/full': 2,
  'casehard < in.yaml 2> /dev/full': 0,
  'casehard --report /dev/full < in.yaml': 2,
  'casehard --report absent/report.json < in.yaml': 2,
  'casehard --report . < in.yaml': 2,
  'casehard --report in.yaml/report.json < in.yaml': 2,
  'ln -s loop loop; casehard --report loop < in.yaml': 2,
  'ln -s loop loop; casehard --config loop < in.yaml': 2,
  'casehard --report text=/dev/stderr < in.yaml': 0,
  'casehard --report json=/dev/stdout < in.yaml': 2,
  '(cat in.yaml; echo "  x: [") | casehard': 3,
  "printf '\\357\\273\\277a: 1\\r\\n' | casehard": 0,
  "printf 'a: \\377' | casehard": 3,
  "printf 'a: \\360\\237\\230' | casehard": 3,
  'mkfifo pipe; cat in.yaml > pipe & casehard check pipe': 1,
  'TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 casehard < in.yaml': 0,
  'COLUMNS=40 FORCE_COLOR=3 casehard --help': 0,
}

testBoth('streams and files that fail, fail in the same way', async (t) => {
  const prepare = (cwd: string) => writeFileSync(join(cwd, 'in.yaml'), readFileSync(SHOP))
  for (const [script, code] of Object.entries(SCRIPTS)) {
    const [executable, node] = await shellBoth(script, { prepare })
    t.deepEqual(executable, node, script)
    t.is(node.code, code, script)
  }
})

testBoth('100 MB from stdin to stdout arrive as they came', async (t) => {
  const document = `---\napiVersion: v1\nkind: Secret\nmetadata: {name: blob}\ndata:\n  blob: ${'QUJD'.repeat(25_000)}\n`
  const input = Buffer.from(document.repeat(Math.ceil(100_000_000 / document.length)))
  const [executable, node] = await shellBoth('casehard --quiet | cksum', { input })
  t.deepEqual(executable, node)
  t.regex(node.stdout, RegExp(` ${input.length}\n$`))
})
