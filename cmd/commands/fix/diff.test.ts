import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

const FILES = { '/project/apps/web.yaml': SOFT_POD }

test('diff prints what would change, writes nothing and exits with 1', async (t) => {
  const result = await run(['diff', 'apps', '--assume'], { files: FILES })
  t.is(result.code, 1)
  t.regex(result.stdout, /^--- a\/apps\/web\.yaml\n\+\+\+ b\/apps\/web\.yaml\n@@ -2,7 \+2,\d+ @@\n kind: Pod\n/)
  t.regex(result.stdout, /^\+ {2}enableServiceLinks: false$/m)
  t.regex(result.stderr, /^1 file of manifests: 1 to change$/m)
  t.deepEqual(result.files, FILES)
})

test('diff prints nothing and exits with 0 if nothing would change', async (t) => {
  const { files } = await run(['fix', '.'], { files: FILES })
  const result = await run(['diff', '.', '--quiet'], { files })
  t.deepEqual([result.code, result.stdout, result.stderr], [0, '', ''])
})

test('file names start with the path that the user gave, and from the root where they lie elsewhere', async (t) => {
  for (const [cwd, name, shown] of [
    ['/project', '.', 'apps/web.yaml'],
    ['/project', '/project/apps', 'apps/web.yaml'],
    ['/project/apps', 'web.yaml', 'web.yaml'],
    ['/other', '../project', 'project/apps/web.yaml'],
    ['/project/apps/..x', '/project/apps', 'project/apps/web.yaml'],
  ] as const) {
    const { stdout } = await run(['diff', name, '--quiet'], { files: FILES, cwd })
    t.true(stdout.startsWith(`--- a/${shown}\n+++ b/${shown}\n@@ `), stdout.slice(0, 80))
  }
})

test('names that a heading could not carry are quoted as git and patch read them', async (t) => {
  for (const [name, shown] of [
    ['my web.yaml', 'a/my web.yaml\t'],
    ['a"b\\c.yaml', '"a/a\\"b\\\\c.yaml"'],
    ['a\tb\u0001\u0085.yaml', '"a/a\\tb\\001\\302\\205.yaml"'],
    ['grün.yaml', 'a/grün.yaml'],
  ]) {
    const { stdout } = await run(['diff', '.', '--quiet'], { files: { [`/project/${name}`]: SOFT_POD } })
    t.is(stdout.slice(0, stdout.indexOf('\n')), `--- ${shown}`)
  }
})

test('a diff is coloured on a terminal only, and not against the will of the user', async (t) => {
  const color = (await run(['diff', '.'], { files: FILES, stdoutIsTTY: true })).stdout
  t.true(color.includes('\u001b[32m+  enableServiceLinks: false\u001b[m\n'))
  t.true(color.startsWith('\u001b[1m--- a/apps/web.yaml\u001b[m\n'))
  for (const setup of [{}, { stdoutIsTTY: true, env: { NO_COLOR: '1' } }, { stdoutIsTTY: true, env: { TERM: 'dumb' } }])
    t.false((await run(['diff', '.'], { files: FILES, ...setup })).stdout.includes('\u001b'))
})

test('what a terminal would act upon is shown on it and kept for programs', async (t) => {
  const text = SOFT_POD.replace('name: web', 'name: web # \u202e\ttab').replaceAll('\n', '\r\n')
  const setup = { files: { '/project/a.yaml': text } }
  const seen = (await run(['diff', '.', '--assume'], { ...setup, stdoutIsTTY: true, env: { NO_COLOR: '1' } })).stdout
  t.true(seen.includes('# \\u{202e}\ttab\n'))
  t.true((await run(['diff', '.', '--assume'], setup)).stdout.includes('# \u202e\ttab\r\n'))
})

for (const command of ['diff', 'check'])
  test(`${command} takes files by -f too, and paths beside them`, async (t) => {
    const files = { '/project/a.yaml': SOFT_POD, '/project/b.yaml': SOFT_POD.replace('web', 'b') }
    const paths = await run([command, 'a.yaml', 'b.yaml'], { files })
    t.is(paths.code, 1)
    t.deepEqual(await run([command, '-f', 'a.yaml', '--filename', 'b.yaml'], { files }), paths)
    t.deepEqual(await run([command, '-f', 'a.yaml', 'b.yaml'], { files }), paths)
    const env = { CASEHARD_FILENAME: 'b.yaml' }
    const one = await run([command, 'a.yaml'], { files })
    t.deepEqual(await run([command, 'a.yaml'], { files, env }), one, 'a path takes precedence over the variable')
    t.is((await run([command, '-f', '-'], { stdin: SOFT_POD })).code, 1)
  })
