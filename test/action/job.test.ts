import { existsSync, readFileSync } from 'node:fs'
import test from 'ava'
import { parse } from 'yaml'
import { act, SHOP, withGitHub } from './acting.ts'
import { startGitHub } from './github.ts'

test('a pull request from a fork, whose token may only read, does not fail the job', async (t) => {
  const github = await withGitHub(t, [], false)
  const { code, stdout, summary } = await act(t, github, { ACTION_PATHS: SHOP })
  t.is(code, 0)
  t.deepEqual(github.methods, ['GET', 'POST'])
  t.regex(stdout, /^::warning title=casehard::no comment was written \(GitHub answers 403 .*fork/m)
  t.regex(summary, /### casehard: 18 to change/)
})

test('GitHub out of reach, or a token that is not valid, does not fail the job', async (t) => {
  const github = await startGitHub()
  const invalid = await act(t, github, { ACTION_PATHS: SHOP, ACTION_TOKEN: 'other' })
  await github.close()
  const absent = await act(t, github, { ACTION_PATHS: SHOP })
  for (const { code, stdout } of [invalid, absent]) {
    t.is(code, 0)
    t.regex(stdout, /^::warning title=casehard::no comment was written/m)
  }
})

test('a workflow that no pull request started gets a summary, outputs and reports, and asks GitHub nothing', async (t) => {
  const github = await withGitHub(t)
  const { outputs, summary } = await act(t, github, { ACTION_PATHS: SHOP }, { ref: 'refs/heads/main' })
  t.deepEqual(github.methods, [])
  t.regex(summary, /### casehard: 18 to change, 16 held/)
  t.like(outputs, { changed: '18', held: '16', pods: '3', comment: '' })
  t.is(JSON.parse(readFileSync(outputs.sarif ?? '', 'utf8')).version, '2.1.0')
  t.is(JSON.parse(readFileSync(outputs.report ?? '', 'utf8')).kind, 'HardeningReport')
})

test('fail-on fails the job after the comment is written; changes alone do not', async (t) => {
  const github = await withGitHub(t)
  const { code, stdout } = await act(t, github, { ACTION_PATHS: SHOP, ACTION_FAIL_ON: 'stale\nheld' })
  t.is(code, 1)
  t.regex(stdout, /^::error title=casehard::findings selected by fail-on stale, held/m)
  t.is(github.comments.length, 1)
  t.is((await act(t, github, { ACTION_PATHS: SHOP, ACTION_FAIL_ON: 'stale' })).code, 0)
  t.is((await act(t, github, { ACTION_PATHS: SHOP, ACTION_FAIL_ON: 'changed', ACTION_PROFILE: 'audit' })).code, 0)
})

for (const { title, inputs, code, message } of [
  { title: 'no input', inputs: {}, code: 1, message: /set either command or paths/ },
  { title: 'two inputs', inputs: { ACTION_PATHS: SHOP, ACTION_COMMAND: 'true' }, code: 1, message: /set either/ },
  {
    title: 'a command that fails',
    inputs: { ACTION_COMMAND: 'false | cat' },
    code: 1,
    message: /ended with exit code 1/,
  },
  {
    title: 'an unknown profile',
    inputs: { ACTION_PATHS: SHOP, ACTION_PROFILE: 'hard' },
    code: 2,
    message: /exit code 2/,
  },
  { title: 'broken YAML', inputs: { ACTION_COMMAND: "printf 'kind: Pod\\nspec: {'" }, code: 3, message: /exit code 3/ },
  {
    title: 'an unknown comment',
    inputs: { ACTION_PATHS: SHOP, ACTION_COMMENT: 'all' },
    code: 1,
    message: /use diff, /,
  },
])
  test(`the action fails with ${title}, and writes no comment`, async (t) => {
    const github = await withGitHub(t)
    const ran = await act(t, github, inputs)
    t.is(ran.code, code)
    t.regex(ran.stdout, message)
    t.deepEqual(github.methods, [])
  })

test('the command that renders does not get the token, and the log not the manifests', async (t) => {
  const github = await withGitHub(t)
  const command = `env | grep -c '^ACTION_TOKEN=' >&2 || true; cat '${SHOP}'`
  const { code, stdout, stderr } = await act(t, github, { ACTION_COMMAND: command })
  t.is(code, 0)
  t.regex(stderr, /^0$/m)
  t.is(stdout, '')
})

test('action.yml hands every input to the script as a variable, and every output of it on', (t) => {
  const { inputs, outputs, runs } = parse(readFileSync('action.yml', 'utf8'))
  t.is(runs.using, 'composite')
  const [step] = runs.steps
  t.notRegex(step.run, /\$\{\{/)
  const [, script = ''] = /"\$GITHUB_ACTION_PATH\/(\S+)"/.exec(step.run) ?? []
  t.true(existsSync(script), script)
  const text = readFileSync(script, 'utf8')
  const given = Object.entries(step.env).map(([name, value]) => {
    t.true(text.includes(`env.${name}`), name)
    return /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(String(value))?.[1]
  })
  t.deepEqual([...given, 'working-directory'].sort(), Object.keys(inputs).sort())
  t.is(step['working-directory'], `\${{ inputs.working-directory }}`)
  for (const [name, { value }] of Object.entries(outputs as Record<string, { value: string }>))
    t.is(value, `\${{ steps.${step.id}.outputs.${name} }}`)
})
