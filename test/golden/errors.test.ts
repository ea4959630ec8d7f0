import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { EXIT_REFUSED, EXIT_USAGE } from '../../cmd/cli/failure.ts'
import { run } from '../../cmd/testing.ts'
import { TESTED } from '../support/programs.ts'

const FOLDER = 'testdata/errors'
const UPDATE = process.env.UPDATE === '1'
const INPUT = /\.in(?:\.yaml)?$/
const CONFIG = /\.config\.yaml$/

const files = readdirSync(FOLDER)
const inputs = files.filter((file) => INPUT.test(file))

/** The format of every refusal: position, document, problem and next step. */
const REFUSAL = /^stdin:\d+:\d+: document \d+(?: \([^)]+\))?: .+[;,] .+\n$/
/** Anything but a line feed that acts upon a terminal. */
const CONTROL = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u

/** Reads the expected stderr; the first line may set the exit code: `# exit 0`. */
const readExpected = (path: string): { code: number; stderr: string } => {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const code = /^# exit (\d+)\n/.exec(text)
  return { code: Number(code?.[1] ?? EXIT_REFUSED), stderr: text.slice(code?.[0].length ?? 0) }
}

for (const input of inputs) {
  const name = input.replace(INPUT, '')
  test(`refused: ${name.replaceAll('-', ' ')}`, async (t) => {
    const path = join(FOLDER, `${name}.err.txt`)
    const ran = await run([], { stdin: readFileSync(join(FOLDER, input)) })
    const expected = readExpected(path)
    if (UPDATE && ran.stderr !== expected.stderr) {
      writeFileSync(path, `${expected.code === EXIT_REFUSED ? '' : `# exit ${expected.code}\n`}${ran.stderr}`)
      t.fail(`${path} is written; verify the difference, then run without UPDATE`)
      return
    }
    t.is(ran.stderr, expected.stderr)
    t.is(ran.code, expected.code)
    t.is(ran.stdout, '')
    t.regex(ran.stderr, REFUSAL)
    t.notRegex(ran.stderr, CONTROL)
  })
}

/** The format of every configuration error: position, problem, and legal values or next step. */
const FAULT = /^testdata\/errors\/[^:]+\.config\.yaml:\d+:\d+: .+[;,?] .+$/

for (const config of files.filter((file) => CONFIG.test(file))) {
  const name = config.replace(CONFIG, '')
  test(`refused by config check: ${name.replaceAll('-', ' ')}`, async (t) => {
    const path = join(FOLDER, `${name}.err.txt`)
    const input = join(FOLDER, config)
    const given = { cwd: '/', files: { [`/${input}`]: readFileSync(input) } }
    const ran = await run(['config', 'check', input], given)
    if (UPDATE && ran.stderr !== readExpected(path).stderr) {
      writeFileSync(path, ran.stderr)
      t.fail(`${path} is written; verify the difference, then run without UPDATE`)
      return
    }
    t.is(ran.stderr, readExpected(path).stderr)
    t.is(ran.code, EXIT_USAGE)
    t.is(ran.stdout, '')
    for (const line of ran.stderr.trimEnd().split('\n')) t.regex(line, FAULT)
    t.is((await run(['--config', input], { ...given, stdin: 'kind: Pod\n' })).stderr, ran.stderr)
  })
}

test('every file among the errors belongs to an input', (t) => {
  const owners = files.filter((file) => INPUT.test(file) || CONFIG.test(file))
  const names = new Set(owners.map((file) => file.replace(INPUT, '').replace(CONFIG, '')))
  const rest = files.filter((file) => !owners.includes(file))
  t.deepEqual(
    rest.filter((file) => !names.has(file.replace(/\.err\.txt$/, ''))),
    [],
  )
  t.is(names.size, owners.length)
})

test('empty input becomes one comment line, and white space is unchanged', async (t) => {
  const empty = await run([])
  t.like(empty, { code: 0, stdout: '# casehard: no manifests\n' })
  t.regex(empty.stderr, /i empty-input +the input is empty: nothing was rendered, or Helm 3 was given --output-dir/)
  t.notRegex((await run([], { stdin: '# nothing\n' })).stderr, /empty-input/)
  for (const stdin of ['\n', '\n  \n\t\n\r\n', '\uFEFF', '---\n', '# nothing\n'])
    t.like(await run([], { stdin }), { code: 0, stdout: stdin })
})

const nested = (levels: number): string =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: {name: deep}\nspec:\n  containers: []\n  x: ${'['.repeat(levels)}${']'.repeat(levels)}\n`

for (const { title, input } of [
  { title: '1,000 documents of 600 levels', input: nested(600).repeat(1000) },
  { title: 'a document of 20,000 levels', input: nested(20_000) },
  { title: 'brackets that never close', input: nested(20_000).replaceAll(']', '') },
  { title: 'lists in lists on one line', input: `kind: Pod\nspec:\n  ${'- '.repeat(20_000)}x\n` },
])
  test(`the program does not abort on ${title}`, async (t) => {
    const ran = await execa(TESTED.command, TESTED.args, { input, reject: false, extendEnv: false, timeout: 20_000 })
    t.false(ran.timedOut)
    t.is(ran.exitCode, EXIT_REFUSED)
    t.is(ran.stdout, '')
    t.regex(ran.stderr, /^stdin:\d+:\d+: document 0 \(Pod\): nested deeper than 500 levels, which /)
  })

test('documents of 400 levels, one after the other, are read', async (t) => {
  const input = nested(400).repeat(50)
  const ran = await execa(TESTED.command, TESTED.args, { input, reject: false, extendEnv: false, timeout: 20_000 })
  t.is(ran.exitCode, 0)
  t.is(ran.stdout.match(/^kind: Pod$/gm)?.length, 50)
})
