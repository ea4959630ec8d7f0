import { copyFileSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { allCommands } from '../../cmd/commands/index.ts'
import { FORMATS } from '../../cmd/run/report-formats.ts'
import { run } from '../../cmd/testing.ts'

const { cache } = createRequire(import.meta.url)(resolve('dist/start.cjs')) as { cache: string }
const env = { CASEHARD_CONFIG: 'none' }

/** The cache of a run with arguments. */
const CACHE_WITH_ARGUMENTS = cache.replace(/\.cache$/, '-arguments.cache')

/** Runs a copy of the program with a code cache, or without one. */
const start = async (cached: Buffer | undefined): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-start-'))
  for (const file of ['start.cjs', 'casehard.cjs']) copyFileSync(join('dist', file), join(folder, file))
  if (cached !== undefined) writeFileSync(join(folder, basename(cache)), cached)
  const { stdout } = await execa('node', [join(folder, 'start.cjs')], { env, inputFile: 'examples/shop.yaml' })
  return stdout
}

test('the build leaves code caches for the Node that built, without arguments the smaller one', (t) => {
  t.true(existsSync(cache))
  t.true(statSync(CACHE_WITH_ARGUMENTS).size > statSync(cache).size)
})

test('each cache matches its program', async (t) => {
  const source = `
    const { cache, compile } = require(${JSON.stringify(resolve('dist/start.cjs'))})
    process.stdout.write(String(compile(require('node:fs').readFileSync(cache)).cachedDataRejected))`
  for (const args of [[], ['--report', 'a.json']])
    t.is((await execa('node', ['-', ...args], { input: source })).stdout, 'false', String(args))
})

test('the output is the same with a code cache, without one, and with a broken one', async (t) => {
  const { stdout } = await execa('node', ['dist/casehard.cjs'], { env, inputFile: 'examples/shop.yaml' })
  t.regex(stdout, /allowPrivilegeEscalation: false/)
  const whole = readFileSync(cache)
  const broken = [undefined, whole, whole.subarray(0, whole.length >> 1), Buffer.alloc(0), Buffer.from('no cache')]
  for (const cached of broken) t.is(await start(cached), stdout)
})

test('the launcher writes every format of report', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-formats-'))
  for (const { name } of FORMATS) {
    const file = join(folder, name)
    await execa('node', ['dist/start.cjs', '--report', `${name}=${file}`], { env, inputFile: 'examples/shop.yaml' })
    t.true(existsSync(file), name)
  }
})

test('a launcher without its program says so in one line, with the exit code of a bug', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-start-'))
  copyFileSync('dist/start.cjs', join(folder, 'start.cjs'))
  const { exitCode, stdout, stderr } = await execa('node', [join(folder, 'start.cjs')], { reject: false, input: '' })
  t.deepEqual([exitCode, stdout], [4, ''])
  t.regex(stderr, /^casehard: the program cannot be loaded \([^\n]+\); install it again$/)
})

test('the program is ASCII: V8 reads any other text at twice its size, at every start', (t) => {
  const line = readFileSync('dist/casehard.cjs', 'latin1').match(/.{0,40}[\x80-\xff]/)?.[0]
  t.is(line, undefined)
})

test('the program is strict, as the modules that it is made of are', (t) => {
  t.regex(readFileSync('dist/casehard.cjs', 'latin1').slice(0, 60), /^#!.*\n"use strict";\n/)
})

test('the help of every command is ASCII, because the bundle counts each character as one column', async (t) => {
  for (const { name } of [{ name: '' }, ...allCommands()]) {
    const words = [...name.split(' ').filter((word) => word !== ''), '--help']
    const inTests = (await run(words)).stdout
    t.regex(inTests, /^[\n\x20-\x7e]+$/, name)
    t.is(`${(await execa('node', ['dist/start.cjs', ...words])).stdout}\n`, inTests, name)
  }
})

test('a flag that V8 compiles differently under only costs the cache', async (t) => {
  const plain = await execa('node', ['dist/casehard.cjs'], { env, inputFile: 'examples/shop.yaml' })
  const flagged = await execa('node', ['--max-lazy', 'dist/start.cjs'], { env, inputFile: 'examples/shop.yaml' })
  t.is(flagged.stdout, plain.stdout)
})
