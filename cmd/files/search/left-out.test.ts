import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { processIo } from '../../io/process-io.ts'
import { main } from '../../main.ts'
import { type RunResult, run, SOFT_POD } from '../../testing.ts'

const P = SOFT_POD
const IN_PROJECT = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`/project/${name}`, text]))

/** Runs check on a repository in which git tracks some files. */
const check = (files: Record<string, string>, tracked?: string[], ...args: string[]): Promise<RunResult> =>
  run(['check', '.', '--report', 'r.json', ...args], {
    files: IN_PROJECT({ '.git/HEAD': '', ...files }),
    programs: tracked === undefined ? {} : { git: () => ({ stdout: tracked.map((name) => `${name}\0`).join('') }) },
  })

const rows = ({ stdout }: RunResult, word: string): string[] =>
  [...stdout.matchAll(new RegExp(`^ {2}(\\S+) +${word}: `, 'gm'))].map(([, name = '']) => name)

const LEFT_OUT: [title: string, files: Record<string, string>, name: string][] = [
  ['ignored by .helmignore', { 'c/Chart.yaml': 'name: c\n', 'c/.helmignore': 'ci\n', 'c/ci/a.yaml': P }, 'c/ci/a.yaml'],
  ['called values.yaml', { 'app/values.yaml': P }, 'app/values.yaml'],
  ['called casehard.yaml', { 'app/casehard.yaml': P }, 'app/casehard.yaml'],
  ['called package.json', { 'package.json': '{"apiVersion": "v1", "kind": "Pod"}' }, 'package.json'],
  ['in node_modules', { 'node_modules/x/y/a.yaml': P }, 'node_modules/x/y/a.yaml'],
  ['a whole object among templates', { 'c/Chart.yaml': 'name: c\n', 'c/templates/a.yaml': P }, 'c/templates/a.yaml'],
  ['in a template of documents', { 'a.yaml': `${P}---\n{{ .Values.more }}\nkind: Pod\napiVersion: v1\n` }, 'a.yaml'],
  ['a patch', { 'kustomization.yaml': 'patches: [{path: a.yaml}]\n', 'a.yaml': P }, 'a.yaml'],
]
for (const [title, files, name] of LEFT_OUT)
  test(`--fail-on left-out fails over a file that is left out, and the report lists it: ${title}`, async (t) => {
    const result = await check(files, [])
    t.deepEqual([result.code, rows(result, 'left out')], [0, [name]], result.stdout)
    const { notices } = JSON.parse(result.files['/project/r.json'] ?? '')
    const [notice] = notices.filter(({ code }: { code: string }) => code === 'left-out')
    t.deepEqual([notice.file, notice.line], [name, 1])
    const failed = await check(files, [], '--fail-on', 'left-out')
    t.is(failed.code, 1)
    t.true(failed.stderr.includes(`casehard: 1 file left out (${name}); exit code 1 because of --fail-on left-out\n`))
    const configuration = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {failOn: left-out}\n'
    t.is((await check({ ...files, 'casehard.yaml': configuration }, [])).code, 1)
    const excluded = await check(files, [], '--fail-on', 'left-out', '--exclude', name)
    t.deepEqual([excluded.code, rows(excluded, 'left out')], [0, []])
    t.regex(excluded.stdout, /, 1 excluded by --exclude$/m)
  })

test('a .helmignore without a chart ignores nothing', async (t) => {
  t.deepEqual(rows(await check({ 'app/a.yaml': P, 'app/.helmignore': '*\n' }, []), 'to change'), ['app/a.yaml'])
})

const TRACKED = ['app/a.yaml', 'out/x/b.yaml', 'node_modules/m/c.yaml', 'values.yaml']
const IGNORING = Object.fromEntries([
  ...[...TRACKED, 'out/x/d.yaml', 'out/e.yaml', 'tmp/f.yaml'].map((name) => [name, P]),
  ['.gitignore', 'a.yaml\nout/\ntmp\nnode_modules\n'],
])

test('a file that git tracks is hardened, whatever .gitignore names; the others are not part of the repository', async (t) => {
  const result = await check(IGNORING, TRACKED)
  t.deepEqual(rows(result, 'to change'), ['app/a.yaml', 'node_modules/m/c.yaml', 'out/x/b.yaml', 'values.yaml'])
  t.deepEqual(rows(result, 'left out'), [])
  t.is(result.spawned.length, 1)
})

test('without git, .gitignore is respected, and the files with objects are listed', async (t) => {
  const result = await check(IGNORING)
  t.deepEqual(rows(result, 'to change'), [])
  t.is(rows(result, 'left out').length, 7)
})

test('git is not asked if nothing is ignored', async (t) => {
  t.deepEqual((await check({ 'a.yaml': P }, [])).spawned, [])
})

test('--exclude leaves out files, folders and broken files, by flag, variable or configuration', async (t) => {
  const broken = `${P}  broken: [\n`
  const files = IN_PROJECT({
    ...{ 'a.yaml': P, 'vendor/x/b.yaml': broken, 'vendor/c.json': '{}', 'vendor/LICENSE': '' },
    ...{ 'test/d.golden.yaml': P, 'e/kustomization.yaml': 'patches: [\n' },
  })
  const patterns = ['vendor/', '*.golden.yaml', '/e']
  const flags = patterns.flatMap((pattern) => ['--exclude', pattern])
  const configuration = `apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {exclude: ${JSON.stringify(patterns)}}\n`
  for (const [args, setup, origin] of [
    [flags, { files }, '--exclude'],
    [[], { files, env: { CASEHARD_EXCLUDE: patterns.join() } }, 'CASEHARD_EXCLUDE'],
    [[], { files: { ...files, '/project/casehard.yaml': configuration } }, 'casehard.yaml'],
    [['--config', 'casehard.yaml'], { files: { ...files, '/project/casehard.yaml': configuration } }, 'casehard.yaml'],
  ] as const) {
    const result = await run(['check', '.', ...args], setup)
    t.is(result.code, 1, result.stderr)
    t.deepEqual(rows(result, 'to change'), ['a.yaml'])
    t.regex(result.stdout, new RegExp(`^1 file of manifests: 1 to change, 4 excluded by ${origin}$`, 'm'))
    t.is((await run(['fix', '.', 'test/d.golden.yaml', ...args], setup)).code, 0)
  }
  t.is((await run(['check', '.'], { files })).code, 3)
})

test('patterns of a configuration start from its folder', async (t) => {
  const configuration = 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {exclude: [/apps/x]}\n'
  const manifests = { 'apps/x/a.yaml': P, 'apps/apps/x/b.yaml': P }
  const files = IN_PROJECT({ '.git/HEAD': '', 'casehard.yaml': configuration, ...manifests })
  const result = await run(['check', '.'], { files, cwd: '/project/apps' })
  t.deepEqual(rows(result, 'to change'), ['apps/x/b.yaml'])
})

const PATCH = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - {name: app, args: [a]}
`
test('a workload that the API server refuses as incomplete looks like a patch, and is left out', async (t) => {
  const job = PATCH.replace('apps/v1', 'batch/v1').replace('Deployment', 'Job')
  const files = {
    'kustomization.yaml': '#patches:\n#- path: commented.yaml\n',
    'commented.yaml': PATCH.replace('args: [a]', 'image: x'),
    'no-image.yaml': PATCH.replace('spec:\n', 'spec:\n  selector: {}\n'),
    'job.yaml': job,
    'whole-job.yaml': job.replace('args: [a]', 'image: x'),
    'mixed.yaml': `${PATCH}---\n${P}`,
  }
  const result = await check(files, [])
  t.deepEqual(rows(result, 'left out'), ['commented.yaml', 'job.yaml', 'no-image.yaml'])
  t.deepEqual(rows(result, 'to change'), ['mixed.yaml', 'whole-job.yaml'])
  t.regex(result.stdout, /job\.yaml +left out: it looks like a patch: /)
})

test('a folder without manifests says so', async (t) => {
  for (const command of ['check', 'diff', 'fix']) {
    const result = await run([command, '.'], { files: { '/project/a.txt': '' } })
    t.is(result.code, 0)
    t.regex(result.stdout + result.stderr, /no-manifests +no manifests in \.$/m)
    t.notRegex(result.stdout + result.stderr, /output-dir/)
  }
})

/** Runs the command line on the disk. */
const runReal = async (cwd: string, argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
  const written = { stdout: '', stderr: '' }
  const collect = (stream: keyof typeof written) => (text: string) => {
    written[stream] += text
  }
  const stdout = { isTTY: false, write: async (text: string) => collect('stdout')(text) }
  const stderr = { isTTY: false, write: collect('stderr') }
  const code = await main(argv, { ...processIo(), cwd, env: {}, stdout, stderr })
  return { code, ...written }
}

const real = process.platform === 'linux' ? test : test.skip

real('a file name that is not UTF-8 is refused and not passed over', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'casehard-names-'))
  const bytes = (name: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')])
  writeFileSync(join(root, 'a.yaml'), P)
  writeFileSync(bytes('b\xff.yaml'), P)
  writeFileSync(join(root, 'b\uFFFD.yaml'), P)
  writeFileSync(bytes('photo\xff.jpg'), '')
  mkdirSync(bytes('d\xff'))
  const result = await runReal(root, ['check', '.'])
  t.is(result.code, 3)
  t.is(
    result.stderr,
    ['b\\xff.yaml', 'd\\xff']
      .map((name) => `${name}: the file name is not UTF-8, so the file cannot be read; rename it\n`)
      .join(''),
  )
  t.regex(result.stdout, /^2 files of manifests: 2 to change, 2 refused$/m)
  t.is((await runReal(root, ['fix', '.'])).code, 3)
  rmSync(root, { recursive: true })
})

real('git itself tells which files are tracked', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'casehard-tracked-'))
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' })
  git('init', '--quiet')
  mkdirSync(join(root, 'é'))
  writeFileSync(join(root, 'é/a.yaml'), P)
  writeFileSync(join(root, 'b.yaml'), P)
  writeFileSync(join(root, '.gitignore'), '*\n')
  git('add', '--force', 'é/a.yaml')
  const result = await runReal(root, ['check', '.'])
  t.is(result.code, 1)
  t.regex(result.stdout, /^1 file of manifests: 1 to change\n {2}é\/a\.yaml {2}to change: /m)
  rmSync(root, { recursive: true })
})
