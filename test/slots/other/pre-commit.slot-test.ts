import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { parse } from 'yaml'
import { readBlocks } from '../../support/page-blocks.ts'
import { hardenedIn, INERT, makeRepository, POD, PODS, readIn } from '../../support/repository.ts'
import { cleanEnvironmentIn, makeFolder } from '../../support/slots.ts'

const CONFIG = readBlocks('docs/guides/pre-commit.md').find(({ text }) => text.startsWith('# .pre-commit-config.yaml'))

interface Hook {
  id: string
  entry: string
  language: string
  types_or: string[]
}

const HOOKS: Hook[] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))

/** The keys of a pre-commit hook that casehard uses, and their types. */
const HOOK_KEYS: Record<string, (value: unknown) => boolean> = {
  id: (value) => typeof value === 'string' && /^[a-z-]+$/.test(value),
  name: (value) => typeof value === 'string',
  description: (value) => typeof value === 'string',
  entry: (value) => typeof value === 'string' && value.startsWith('casehard '),
  language: (value) => value === 'node',
  types_or: (value) => Array.isArray(value) && value.every((type) => ['yaml', 'json'].includes(type)),
  minimum_pre_commit_version: (value) => typeof value === 'string' && /^\d+\.\d+\.\d+$/.test(value),
}

test('the hooks have the shape that pre-commit asks for, and the guide names one of them', (t) => {
  for (const hook of HOOKS) {
    for (const [key, value] of Object.entries(hook)) t.true(HOOK_KEYS[key]?.(value), `${hook.id}: ${key}`)
    t.deepEqual(
      Object.keys(HOOK_KEYS).filter((key) => !(key in hook)),
      [],
    )
  }
  const ids = HOOKS.map(({ id }) => id)
  t.deepEqual(ids, ['casehard-check', 'casehard-fix'])
  const [{ rev, hooks }] = parse(CONFIG?.text ?? '').repos
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
  for (const name of Object.keys(PODS)) t.notRegex(readIn(folder, name), /automountServiceAccountToken/)
  t.is(await runHook('casehard-check', changed, folder, env), 0)
  writeFileSync(join(folder, 'clusters/prod/web.yaml'), `${POD}  broken: [\n`)
  t.is(await runHook('casehard-check', ['clusters/prod/web.yaml'], folder, env), 3)
})

const LEFT_OUT = /^(?:node_modules|dist|build|\.git|testdata\/slots\/.+)$|\/node_modules$/

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
