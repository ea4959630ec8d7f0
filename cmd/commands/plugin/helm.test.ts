import test from 'ava'
import { parse } from 'yaml'
import { VERSION } from '../../cli/version.ts'
import { run } from '../../testing.ts'

const PACKAGE = {
  '/package/dist/start.cjs': 'start',
  '/package/dist/casehard.cjs': 'program',
  '/package/dist/casehard-v20.20.2-x64.cache': Uint8Array.of(0xff, 0x00),
  '/package/dist/LICENSE': 'ours',
  '/package/dist/THIRD-PARTY-LICENSES.txt': 'theirs',
  '/package/dist/start.cjs.orig': 'no part of it',
}

type RunSetup = Parameters<typeof run>[1] & {}

const write = (dir: string, { files, ...setup }: RunSetup = {}) =>
  run(['plugin', 'helm', '--dir', dir], { ...setup, files: { ...PACKAGE, ...files } })

const below = (files: Record<string, string>, folder: string): string[] =>
  Object.keys(files)
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1))
    .sort()

const WRITTEN = [
  'dist/LICENSE',
  'dist/THIRD-PARTY-LICENSES.txt',
  'dist/casehard-v20.20.2-x64.cache',
  'dist/casehard.cjs',
  'dist/start.cjs',
  'plugin.yaml',
]

test('plugin helm writes the program, its licences and a plugin.yaml, and nothing else', async (t) => {
  const result = await write('a/plugin')
  t.deepEqual([result.code, result.stderr], [0, ''])
  t.deepEqual(
    below(result.files, '/project/a'),
    WRITTEN.map((name) => `plugin/${name}`),
  )
  t.is(result.files['/project/a/plugin/dist/casehard.cjs'], 'program')
  t.like(parse(result.files['/project/a/plugin/plugin.yaml'] ?? ''), {
    apiVersion: 'v1',
    type: 'postrenderer/v1',
    name: 'casehard',
    version: VERSION,
    runtime: 'subprocess',
  })
})

test('plugin helm does without a code cache', async (t) => {
  const { '/package/dist/casehard-v20.20.2-x64.cache': _cache, ...files } = PACKAGE
  const result = await run(['plugin', 'helm', '--dir', 'p'], { files })
  t.is(result.code, 0)
  t.deepEqual(
    below(result.files, '/project/p'),
    WRITTEN.filter((name) => !name.endsWith('.cache')),
  )
})

test('plugin helm prints the next steps, and a warning about Helm 3', async (t) => {
  const { stdout } = await write("it's here")
  t.regex(stdout, /^Next: {2}helm plugin install 'it'\\''s here'$/m)
  t.regex(stdout, /^If Helm 3 finds this plugin, it loads none/m)
})

test('with HELM_PLUGINS, plugin helm does not suggest helm plugin install', async (t) => {
  const env = { HELM_PLUGINS: '/h/one:/h/two' }
  const outside = (await write('p', { env })).stdout
  t.regex(outside, /^Next: {2}casehard plugin helm --dir \/h\/one\/casehard$/m)
  t.notRegex(outside, /Next: {2}helm/)
  const inside = (await write('/h/two/casehard', { env })).stdout
  t.regex(inside, /^Helm finds it there, because the folder is in HELM_PLUGINS\.$/m)
  t.notRegex(inside, /^Next:/m)
})

test('an existing plugin is replaced, and other files are kept', async (t) => {
  const { files } = await write('p')
  const old = { ...files, '/project/p/dist/casehard-v18.0.0-x64.cache': 'old', '/project/p/notes.txt': 'mine' }
  const result = await write('p', { files: { ...old, '/project/p/dist/casehard.cjs': 'old' } })
  t.is(result.code, 0)
  t.deepEqual(below(result.files, '/project/p'), [...WRITTEN, 'notes.txt'].sort())
  t.is(result.files['/project/p/dist/casehard.cjs'], 'program')
})

test('files from an interrupted run are removed', async (t) => {
  const result = await write('p', { files: { '/project/p/.casehard-new/dist/casehard.cjs': 'half' } })
  t.is(result.code, 0)
  t.deepEqual(below(result.files, '/project/p'), WRITTEN)
})

const FOREIGN: Record<string, Record<string, string>> = {
  'a folder with other files': { '/project/p/main.go': '' },
  'a plugin that somebody else wrote': { '/project/p/plugin.yaml': 'name: casehard\n' },
}

for (const [name, files] of Object.entries(FOREIGN)) {
  test(`plugin helm leaves alone ${name}`, async (t) => {
    const result = await write('p', { files })
    t.deepEqual([result.code, result.stdout, result.writes], [2, '', ['stderr']])
    t.regex(result.stderr, /^casehard: p: the folder contains files [^\n]+; name a new one with --dir\n$/)
  })
}

test('a folder that cannot be read is named with the cause', async (t) => {
  const result = await write('p', { files: { '/project/p/plugin.yaml': '' }, faults: { 'list /project/p': 'EACCES' } })
  t.deepEqual([result.code, result.writes], [2, ['stderr']])
  t.regex(result.stderr, /^casehard: p: the folder cannot be read \(permission denied\); name a new one/)
})

const WRONG: Record<string, { argv: string[]; files?: Record<string, string>; says: RegExp }> = {
  'no folder': { argv: [], says: /^casehard: plugin helm: the folder is missing; use --dir DIR\n$/ },
  'a folder without its flag': { argv: ['p'], says: /unexpected argument "p"; name the folder with --dir p\n$/ },
  'a file': { argv: ['--dir', 'p'], files: { '/project/p': '' }, says: /^casehard: p: is a file; / },
  'two folders': { argv: ['--dir', 'p', '--dir', 'q'], says: /--dir is set 2 times/ },
}

for (const [name, { argv, files = {}, says }] of Object.entries(WRONG)) {
  test(`plugin helm requires one new folder, and refuses ${name}`, async (t) => {
    const result = await run(['plugin', 'helm', ...argv], { files: { ...PACKAGE, ...files } })
    t.deepEqual([result.code, result.stdout, result.writes], [2, '', ['stderr']])
    t.regex(result.stderr, says)
  })
}

test('a package without its program is named, and nothing is written', async (t) => {
  const result = await run(['plugin', 'helm', '--dir', 'p'], { files: { '/package/dist/start.cjs': '' } })
  t.deepEqual([result.code, result.writes], [2, ['stderr']])
  t.regex(
    result.stderr,
    /^casehard: casehard\.cjs: cannot be read from the installed package \(no such file or folder\); install/,
  )
})

for (const fault of [
  'makeFolder /project/p/.casehard-new/dist',
  'write /project/p/.casehard-new/plugin.yaml',
  'move /project/p/dist',
  'move /project/p/plugin.yaml',
]) {
  test(`the old plugin is kept if it cannot be replaced: ${fault}`, async (t) => {
    const { files } = await write('p')
    const before = {
      ...files,
      '/project/p/dist/casehard.cjs': 'old',
      '/project/p/plugin.yaml': `${files['/project/p/plugin.yaml']}# old`,
    }
    const result = await write('p', { files: before, faults: { [fault]: 'ENOSPC' } })
    t.is(result.code, 2)
    t.is(result.stderr, 'casehard: p: the plugin cannot be written (no space left); name another folder with --dir\n')
    t.deepEqual(below(result.files, '/project/p'), WRITTEN)
    t.is(result.files['/project/p/dist/casehard.cjs'], 'old')
    t.regex(result.files['/project/p/plugin.yaml'] ?? '', /# old$/)
  })
}

test('a new plugin that cannot be written whole leaves an empty folder', async (t) => {
  const result = await write('p', { faults: { 'move /project/p/plugin.yaml': 'EACCES' } })
  t.is(result.code, 2)
  t.deepEqual(below(result.files, '/project/p'), [])
})
