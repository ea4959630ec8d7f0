import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

interface Listed {
  hardened: string[]
  skipped: string[]
}

const P = SOFT_POD

/** Which files `check` would change, and which it names as left alone. */
const check = async (
  names: string[],
  files: Record<string, string>,
  links: Record<string, string> = {},
): Promise<Listed> => {
  const inProject = (record: Record<string, string>) =>
    Object.fromEntries(Object.entries(record).map(([name, text]) => [`/project/${name}`, text]))
  const result = await run(['check', ...names], { files: inProject(files), links: inProject(links) })
  const rows = (words: RegExp): string[] => [...result.stdout.matchAll(words)].map(([, name = '']) => name)
  return { hardened: rows(/^ {2}(\S+) +to change:/gm), skipped: rows(/^ {2}(\S+) +(?:skipped|left out):/gm) }
}

test('a folder is searched in the order of the names', async (t) => {
  const listed = await check(['.'], {
    'b.yaml': P,
    'a/z.yml': P,
    'a.yaml': P,
    'B.json': JSON.stringify({}),
    'a/a/a.yaml': P,
  })
  t.deepEqual(listed, { hardened: ['a/a/a.yaml', 'a/z.yml', 'a.yaml', 'b.yaml'], skipped: [] })
})

test('file names start with the path that the user gave', async (t) => {
  for (const [root, name] of [
    ['apps', 'apps/a.yaml'],
    ['apps/', 'apps/a.yaml'],
    ['./apps', 'apps/a.yaml'],
    ['/project/apps', '/project/apps/a.yaml'],
    ['../project/apps', '../project/apps/a.yaml'],
  ] as const)
    t.deepEqual((await check([root], { 'apps/a.yaml': P })).hardened, [name])
})

test('a file that is not a manifest by name or content is skipped silently', async (t) => {
  const listed = await check(['.'], {
    'a.yaml': P,
    'README.md': P,
    'pod.txt': P,
    'values.yaml': 'image: x\n',
    'casehard.json': '{"apiVersion": "casehard.dev/v1", "kind": "HardeningReport"}',
    '.git/x.yaml': P,
    'web/node_modules/x/package.json': '{"name": "x"}',
    'ci.yaml': 'script: [make]\n',
    'kustomization.yaml': 'resources: [a.yaml]\n',
    Kptfile: 'apiVersion: kpt.dev/v1\nkind: Kptfile\n',
  })
  t.deepEqual(listed, { hardened: ['a.yaml'], skipped: [] })
})

test('chart templates and other templates are skipped and listed', async (t) => {
  const listed = await check(['.'], {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'chart/templates/pod.yaml': P,
    'chart/templates/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\n',
    'chart/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 0.1.0\n',
    'chart/charts/sub/templates/pod.yaml': P,
    'chart/files/pod.yaml': P,
    'templates/pod.yaml': P,
    'web.yaml': P.replace('web', '{{ .Release.Name }}'),
  })
  t.deepEqual(listed, {
    hardened: ['chart/files/pod.yaml', 'templates/pod.yaml'],
    skipped: [
      'chart/charts/sub/templates',
      'chart/templates',
      'chart/charts/sub/templates/pod.yaml',
      'chart/templates/pod.yaml',
      'web.yaml',
    ],
  })
})

test('Kustomize patches are skipped, because hardened patches would override the base', async (t) => {
  const listed = await check(['.'], {
    'base/pod.yaml': P,
    'overlay/kustomization.yaml':
      'resources: [../base]\npatches:\n  - path: patch.yaml\n  - patch: |-\n      kind: Pod\npatchesStrategicMerge: [../shared/old.yaml]\n',
    'overlay/patch.yaml': P,
    'overlay/more.yaml': P,
    'shared/old.yaml': P,
    'shared/kustomization.yml': 'patchesJson6902: [{path: json.yaml}]\n',
    'shared/json.yaml': P,
  })
  t.deepEqual(listed, {
    hardened: ['base/pod.yaml', 'overlay/more.yaml'],
    skipped: ['overlay/patch.yaml', 'shared/json.yaml', 'shared/old.yaml'],
  })
})

test('a kustomization that cannot be read is refused, because its patches are unknown', async (t) => {
  const files = { '/project/kustomization.yaml': 'patches: [\n', '/project/a.yaml': P }
  const result = await run(['fix', '.'], { files })
  t.is(result.code, 3)
  t.regex(result.stderr, /^kustomization\.yaml:\d+:\d+: /)
  t.deepEqual(result.writes, ['stderr'])
})

test('symbolic links are never followed: neither to files, nor to folders, nor in circles', async (t) => {
  const listed = await check(
    ['apps'],
    { 'apps/a.yaml': P, 'outside/b.yaml': P },
    {
      'apps/file.yaml': '/project/outside/b.yaml',
      'apps/folder': '/project/outside',
      'apps/loop': '/project/apps',
      'apps/nowhere.yaml': '/nowhere',
      'apps/notes': '/project/outside/b.yaml',
    },
  )
  t.deepEqual(listed, {
    hardened: ['apps/a.yaml'],
    skipped: ['apps/file.yaml', 'apps/folder', 'apps/loop', 'apps/nowhere.yaml'],
  })
})

test('a symbolic link that is named is refused', async (t) => {
  const setup = {
    files: { '/project/apps/a.yaml': P },
    links: { '/project/a.yaml': '/project/apps/a.yaml', '/project/all': '/project/apps', '/project/x': '/nowhere' },
  }
  for (const command of ['check', 'diff', 'fix']) {
    for (const [name, words] of [
      ['a.yaml', 'is a symbolic link, which is not followed; name the file that it points to'],
      ['all', 'is a symbolic link, which is not followed; name the folder that it points to'],
      ['x', 'the file cannot be read (the target of the symbolic link does not exist); check the name'],
    ]) {
      const result = await run([command, name as string], setup)
      t.deepEqual([result.code, result.stdout, result.stderr], [2, '', `casehard: ${name}: ${words}\n`])
    }
  }
})

test('.gitignore and .helmignore are respected, those above the folder too, up to the root of the repository', async (t) => {
  const files = {
    '.git/HEAD': '',
    '.gitignore': 'out/\n/apps/tmp\n*.gen.yaml\n',
    'apps/.gitignore': '!keep.gen.yaml\n',
    'apps/a.yaml': P,
    'apps/b.gen.yaml': P,
    'apps/keep.gen.yaml': P,
    'apps/out/c.yaml': P,
    'apps/tmp/d.yaml': P,
    'apps/chart/.helmignore': 'ci/\n',
    'apps/chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'apps/chart/ci/e.yaml': P,
    'apps/chart/crds/f.yaml': P,
  }
  const wanted = ['apps/a.yaml', 'apps/chart/crds/f.yaml', 'apps/keep.gen.yaml']
  t.deepEqual((await check(['apps'], files)).hardened, wanted)
  t.deepEqual((await check(['.'], files)).hardened, wanted)
  t.deepEqual((await check(['apps/tmp'], files)).hardened, ['apps/tmp/d.yaml'], 'whoever names it wants it')
  const ignored = { '/project/.git/HEAD': '', '/project/.gitignore': '*.yaml\n', '/project/a.yaml': P }
  t.is((await run(['check', '.'], { files: ignored })).code, 0)
  const named = await run(['check', 'a.yaml'], { files: ignored })
  t.is(named.code, 1, 'whoever names a file wants it')
  const outside = await run(['check', '.'], { files: { '/.gitignore': '*.yaml\n', '/project/a.yaml': P } })
  t.is(outside.code, 1, 'where there is no repository, nothing above the folder counts')
})

test('an ignore file that is a symbolic link is not read, as git has it', async (t) => {
  const listed = await check(['.'], { 'a.yaml': P, rules: '*.yaml\n' }, { '.gitignore': '/project/rules' })
  t.deepEqual(listed.hardened, ['a.yaml'])
})

test('a folder that cannot be read is named', async (t) => {
  const result = await run(['check', '.'], {
    files: { '/project/a/b.yaml': P },
    diskFaults: { forbidden: ['/project/a'] },
  })
  t.is(result.code, 3)
  t.regex(result.stderr, /^a: the folder cannot be read \(permission denied\); /)
})

test('a folder without manifests is not an error', async (t) => {
  const result = await run(['check', '.'], { files: { '/project/a.txt': P } })
  t.is(result.code, 0)
  t.regex(result.stdout, /^0 files of manifests: 0 to change$/m)
})
