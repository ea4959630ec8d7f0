import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { act, makeFolder, SHOP, withGitHub } from './acting.ts'
import { LONGEST_COMMENT } from './github.ts'

const MARKER = '<!-- casehard: check/harden -->'

const podOf = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: app${more}\n      image: registry.example/app:1\n`

test('the action comments on a pull request once: the second run changes the comment of the first', async (t) => {
  const github = await withGitHub(t, [{ body: 'looks good', type: 'User' }])
  const first = await act(t, github, { ACTION_PATHS: SHOP })
  t.is(first.code, 0, first.stderr)
  t.is(github.comments.length, 2)
  const [, comment] = github.comments
  t.true(comment?.body.startsWith(`${MARKER}\n### casehard: 18 to change, 16 held\n`))
  t.regex(comment?.body ?? '', /\n```diff\n--- a\/[^`]*\n\+ {12}allowPrivilegeEscalation: false\n[^`]*\n```\n/)
  t.true(comment?.body.endsWith('For commit 0123456.\n'))
  t.is(first.outputs.comment, comment?.html_url)
  const second = await act(t, github, { ACTION_COMMAND: `cat '${SHOP}'`, ACTION_PROFILE: 'baseline' })
  t.is(second.code, 0, second.stderr)
  t.is(github.comments.length, 2)
  t.notRegex(github.comments[1]?.body ?? '', /### casehard: 18 to change/)
  t.deepEqual(github.methods, ['GET', 'POST', 'GET', 'PATCH'])
})

test('the action finds its comment behind a hundred others, and leaves that of a person with the same mark alone', async (t) => {
  const others = Array.from({ length: 120 }, (_, i) => ({ body: `${MARKER}\n${i}`, type: 'User' }) as const)
  const github = await withGitHub(t, [...others, { body: `${MARKER}\nold`, type: 'Bot' }])
  await act(t, github, { ACTION_PATHS: SHOP })
  t.deepEqual(github.methods, ['GET', 'GET', 'PATCH'])
  t.is(github.comments.length, 121)
  t.regex(github.comments[120]?.body ?? '', /18 to change/)
  t.deepEqual(
    github.comments.slice(0, 120).map(({ body }) => body),
    others.map(({ body }) => body),
  )
})

test('two uses of the action with different keys have a comment each', async (t) => {
  const github = await withGitHub(t)
  for (const key of ['shop', 'north --> shop', 'shop']) await act(t, github, { ACTION_PATHS: SHOP, ACTION_KEY: key })
  t.deepEqual(
    github.comments.map(({ body }) => body.split('\n')[0]),
    ['<!-- casehard: shop -->', '<!-- casehard: north --_ shop -->'],
  )
})

test('a diff that is too long for a comment is cut between lines, and the comment says how much is missing', async (t) => {
  const github = await withGitHub(t)
  const pods = Array.from({ length: 500 }, (_, i) => podOf(`pod-${i}-éé`)).join('---\n')
  const folder = makeFolder(t)
  writeFileSync(join(folder, 'pods.yaml'), pods)
  const { code, outputs } = await act(t, github, { ACTION_PATHS: join(folder, 'pods.yaml') })
  t.is(code, 0)
  const [comment] = github.comments
  const body = comment?.body ?? ''
  t.true(body.length < LONGEST_COMMENT && body.length > LONGEST_COMMENT / 2, String(body.length))
  const whole = readFileSync(outputs.diff ?? '', 'utf8')
    .trimEnd()
    .split('\n')
  const [, shown, all] = /\*\*Only the first (\d+) of (\d+) lines of the diff are shown\.\*\*/.exec(body) ?? []
  t.is(Number(all), whole.length)
  const [, cut = ''] = /\n```diff\n([^`]*)\n```\n/.exec(body) ?? []
  t.deepEqual(cut.split('\n'), whole.slice(0, Number(shown)))
  const rows = body.split('\n').filter((line) => line.startsWith('| Pod ')).length
  t.true(body.includes(`Omitted because of the size limit: workloads: ${500 - rows}. `))
})

test('backticks in a manifest do not end the diff in the comment', async (t) => {
  const github = await withGitHub(t)
  const pod = podOf('web', ' # ```\n      # ````\n')
  await act(t, github, { ACTION_COMMAND: `cat <<'END'\n${pod}END` })
  t.regex(github.comments[0]?.body ?? '', /\n`````diff\n[\s\S]* # ````\n[\s\S]*\n`````\n/)
})

test('comment: summary leaves the lines of the manifests out, and comment: none writes no comment', async (t) => {
  const github = await withGitHub(t)
  const { summary } = await act(t, github, { ACTION_PATHS: SHOP, ACTION_COMMENT: 'summary' })
  for (const text of [github.comments[0]?.body ?? '', summary]) {
    t.regex(text, /18 to change/)
    t.notRegex(text, /```diff/)
  }
  const { code } = await act(t, github, { ACTION_PATHS: SHOP, ACTION_COMMENT: 'none' })
  t.is(code, 0)
  t.deepEqual(github.methods, ['GET', 'POST'])
})

test('where nothing is found the action adds no comment, but corrects an earlier one', async (t) => {
  const github = await withGitHub(t)
  const empty = { ACTION_COMMAND: "echo 'kind: Other'" }
  await act(t, github, empty)
  t.is(github.comments.length, 0)
  await act(t, github, { ACTION_PATHS: SHOP })
  await act(t, github, empty)
  t.is(github.comments.length, 1)
  t.regex(github.comments[0]?.body ?? '', /### casehard: 0 to change, 0 held/)
})
