import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative, resolve } from 'node:path'
import test from 'ava'
import { execa, execaSync } from 'execa'
import { parse } from 'yaml'
import { readHelmIgnore } from '../files/helm-ignore.ts'
import { SOFT_POD } from '../testing.ts'
import { blocksUnder } from './readme-blocks.ts'
import { cleanEnvironmentIn, installInto, makeFolder, runSlot, testWith } from './slots.ts'

const BINDING = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
`
const POD = SOFT_POD.replace('name: web', 'name: web\n  namespace: shop').replace(
  'spec:\n',
  'spec:\n  serviceAccountName: web\n',
)

/** What a repository holds besides hardened manifests, and what has to stay as it is. */
const INERT = {
  'rbac/web.yaml': BINDING,
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'chart/values.yaml': 'image: web\n',
  'chart/templates/pod.yaml': `{{ if .Values.on }}\n${SOFT_POD}{{ end }}\n`,
  'overlay/kustomization.yaml': 'resources: [../clusters]\npatches: [{path: patch.yaml}]\n',
  'overlay/patch.yaml': SOFT_POD,
  '.gitlab-ci.yml': 'job: {script: [!reference [.a, b]]}\n',
  'package.json': '{"name": "shop"}\n',
  '.gitignore': 'home/\nbin/\nreport.json\n',
}
const PODS = { 'apps/web.yaml': POD, 'clusters/prod/web.yaml': POD, 'clusters/test/web.yaml': POD }

/** A repository with manifests to harden, and an environment with casehard on its PATH. */
const makeRepository = (): { folder: string; env: NodeJS.ProcessEnv } => {
  const folder = makeFolder()
  execaSync('git', ['init', '--quiet', folder])
  for (const [name, text] of Object.entries({ ...INERT, ...PODS })) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const { CASEHARD_REPORT: _none, ...env } = installInto(folder)
  return { folder, env }
}

const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')

/** Which of the pods are hardened, after a look at all that has to be as it was. */
const hardenedIn = (folder: string): string[] => {
  for (const [name, text] of Object.entries(INERT))
    if (read(folder, name) !== text) throw new Error(`${name} is changed`)
  return Object.keys(PODS).filter((name) => /enableServiceLinks: false/.test(read(folder, name)))
}

/** Runs a line as a shell in CI does, and gives its exit code. */
const shell = async (script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<number> => {
  const { exitCode = -1 } = await execa('bash', ['-e', '-o', 'pipefail', '-c', script], {
    ...{ cwd, env, extendEnv: false, reject: false },
  })
  return exitCode
}

const blocks = blocksUnder('GitOps repositories')
const yamlOf = (file: string) => parse(blocks.find(({ text }) => text.startsWith(`# ${file}\n`))?.text ?? '')
const [inPlace = '', withEvidence = ''] = blocks.filter(({ language }) => language === '').map(({ text }) => text)

test('the lines of the README show, make and check the changes of a repository', async (t) => {
  const { folder, env } = makeRepository()
  const [diff = '', fix = '', check = ''] = inPlace.trim().split('\n')
  t.is(await shell(check, folder, env), 1)
  t.is(await shell(`${diff} > changes.patch`, folder, env), 1)
  t.deepEqual(hardenedIn(folder), [])
  t.is(await shell(fix, folder, env), 0)
  t.deepEqual(hardenedIn(folder), ['clusters/prod/web.yaml', 'clusters/test/web.yaml'])
  t.is(await shell(diff, folder, env), 0)
  t.is(await shell(check, folder, env), 1, 'apps/web.yaml is none of clusters/')
  t.is(await shell('git apply --check --reverse changes.patch', folder, env), 0)
})

test('the line of the README changes one file by the evidence of the repository', async (t) => {
  const { folder, env } = makeRepository()
  t.is(await shell(withEvidence, folder, env), 0)
  t.deepEqual(hardenedIn(folder), ['apps/web.yaml'])
  t.notRegex(read(folder, 'apps/web.yaml'), /automountServiceAccountToken/)
})

/** Lets `npm install` of a job succeed without a network: casehard is on the PATH already. */
const withoutNetwork = (folder: string): void => {
  const npm = join(folder, 'bin', 'npm')
  writeFileSync(npm, '#!/bin/sh\ntest "$1 $2" = "install --global"\n')
  chmodSync(npm, 0o755)
}

const JOBS: [name: string, steps: string[]][] = [
  [
    'GitHub Actions',
    yamlOf('.github/workflows/casehard.yaml').jobs.casehard.steps.flatMap(({ run }: { run?: string }) => run ?? []),
  ],
  ['GitLab', yamlOf('.gitlab-ci.yml').casehard.script],
]

for (const [name, steps] of JOBS)
  test(`the job for ${name} fails until the repository is hardened`, async (t) => {
    const { folder, env } = makeRepository()
    withoutNetwork(folder)
    t.is(steps.length, 2)
    const runAll = async (): Promise<number[]> => {
      const codes: number[] = []
      for (const step of steps) codes.push(await shell(step, folder, env))
      return codes
    }
    t.deepEqual(await runAll(), [0, 1])
    t.is(await shell('casehard fix .', folder, env), 0)
    t.deepEqual(hardenedIn(folder), Object.keys(PODS))
    t.deepEqual(await runAll(), [0, 0])
    if (name === 'GitLab') t.is(JSON.parse(read(folder, 'casehard.json')).kind, 'HardeningReport')
  })

interface Hook {
  id: string
  entry: string
  language: string
  types_or: string[]
}

const HOOKS: Hook[] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))

/** The keys of a hook that pre-commit knows and we use, and what they have to be. */
const HOOK_KEYS: Record<string, (value: unknown) => boolean> = {
  id: (value) => typeof value === 'string' && /^[a-z-]+$/.test(value),
  name: (value) => typeof value === 'string',
  description: (value) => typeof value === 'string',
  entry: (value) => typeof value === 'string' && value.startsWith('casehard '),
  language: (value) => value === 'node',
  types_or: (value) => Array.isArray(value) && value.every((type) => ['yaml', 'json'].includes(type)),
  minimum_pre_commit_version: (value) => typeof value === 'string' && /^\d+\.\d+\.\d+$/.test(value),
}

test('the hooks have the shape that pre-commit asks for, and the README names one of them', (t) => {
  for (const hook of HOOKS) {
    for (const [key, value] of Object.entries(hook)) t.true(HOOK_KEYS[key]?.(value), `${hook.id}: ${key}`)
    t.deepEqual(
      Object.keys(HOOK_KEYS).filter((key) => !(key in hook)),
      [],
    )
  }
  const ids = HOOKS.map(({ id }) => id)
  t.deepEqual(ids, ['casehard-check', 'casehard-fix'])
  const [{ rev, hooks }] = yamlOf('.pre-commit-config.yaml').repos
  t.is(rev, `v${JSON.parse(readFileSync('package.json', 'utf8')).version}`)
  t.true(hooks.every(({ id }: { id: string }) => ids.includes(id)))
})

/** Runs a hook as pre-commit does: from the repository's root, with the names split among processes at the same time. */
const runHook = async (id: string, names: readonly string[], folder: string, env: NodeJS.ProcessEnv) => {
  const { entry, types_or } = HOOKS.find((hook) => hook.id === id) as Hook
  const [program = '', ...args] = entry.split(' ')
  const endings = types_or.flatMap((type) => (type === 'yaml' ? ['.yaml', '.yml'] : [`.${type}`]))
  const own = names.filter((name) => endings.some((ending) => name.endsWith(ending)))
  const shares = [0, 1, 2].map((share) => own.filter((_name, i) => i % 3 === share)).filter(({ length }) => length > 0)
  const runs = shares.map((share) =>
    execa(program, [...args, ...share], { cwd: folder, env, extendEnv: false, reject: false, all: true }),
  )
  return Math.max(...(await Promise.all(runs)).map(({ exitCode = -1 }) => exitCode))
}

test('the hooks of pre-commit work on shares of the changed files, and see the evidence in the others', async (t) => {
  const { folder, env } = makeRepository()
  const changed = [...Object.keys(PODS), ...Object.keys(INERT)].filter((name) => name !== 'rbac/web.yaml')
  t.is(await runHook('casehard-check', changed, folder, env), 1)
  t.deepEqual(hardenedIn(folder), [])
  t.is(await runHook('casehard-fix', changed, folder, env), 0)
  t.deepEqual(hardenedIn(folder), Object.keys(PODS))
  for (const name of Object.keys(PODS)) t.notRegex(read(folder, name), /automountServiceAccountToken/)
  t.is(await runHook('casehard-check', changed, folder, env), 0)
  writeFileSync(join(folder, 'clusters/prod/web.yaml'), `${POD}  broken: [\n`)
  t.is(await runHook('casehard-check', ['clusters/prod/web.yaml'], folder, env), 3)
})

const LEFT_OUT = /(?:^|\/)(?:node_modules|dist|build|\.git|bin)$/

test('npm packs a checkout as pre-commit does it: stdout is the name of the archive and nothing else', async (t) => {
  const folder = makeFolder()
  const checkout = join(folder, 'checkout')
  const root = resolve('.')
  cpSync(root, checkout, { recursive: true, filter: (path) => !LEFT_OUT.test(relative(root, path)) })
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'))
  const env = cleanEnvironmentIn(folder)
  const { stdout } = await execa('npm', ['pack'], { cwd: checkout, env, extendEnv: false })
  t.regex(stdout, /^casehard-[\d.]+\.tgz$/)
  t.true(existsSync(join(checkout, stdout)))
  const { stdout: listed } = await execa('tar', ['-tzf', join(checkout, stdout)])
  t.regex(listed, /^package\/dist\/start\.cjs$/m)
})

/** Rules that leave Chart.yaml in, without which Helm packs nothing. */
const RULES = [
  '*.txt',
  'a/*.txt',
  '/b.txt',
  'b/',
  'a/b',
  '[^aC].txt',
  '![Ca]*',
  '*.txt\n![Cab]*',
  '# b.txt\n\n  a.txt  \n',
  '?.txt\r\n',
  'a/b/\nc.txt',
]
const CHART_FILES = ['', 'a/', 'b/', 'a/b/', 'a/c/b/'].flatMap((at) =>
  ['a', 'b', 'c'].map((name) => `${at}${name}.txt`),
)

testWith('helm3', 'helm4')('a .helmignore leaves out what Helm leaves out of a package', async (t) => {
  for (const rules of RULES) {
    const folder = makeFolder()
    const chart = join(folder, 'web')
    mkdirSync(chart)
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n')
    writeFileSync(join(chart, '.helmignore'), rules)
    for (const file of CHART_FILES) {
      mkdirSync(join(chart, file, '..'), { recursive: true })
      writeFileSync(join(chart, file), '{}\n')
    }
    const ignores = readHelmIgnore(rules)
    const isLeftOut = (file: string): boolean => {
      const parts = file.split('/')
      return parts.some((_part, i) => ignores(parts.slice(0, i + 1).join('/'), i < parts.length - 1))
    }
    const kept = CHART_FILES.filter((file) => !isLeftOut(file)).sort()
    for (const helm of ['helm3', 'helm4']) {
      const target = join(folder, helm)
      mkdirSync(target)
      const packed = await runSlot(helm, ['package', chart, '--destination', target], cleanEnvironmentIn(folder)).then(
        () => execa('tar', ['-tzf', join(target, readdirSync(target)[0] as string)]),
      )
      const found = packed.stdout.split('\n').map((name) => name.slice('web/'.length))
      t.deepEqual(found.filter((name) => CHART_FILES.includes(name)).sort(), kept, `${helm}: ${JSON.stringify(rules)}`)
    }
    rmSync(folder, { recursive: true })
  }
})
