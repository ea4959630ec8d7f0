import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { EXECUTABLE, hasExecutable } from '../../support/programs.ts'
import { makeFolder } from '../../support/slots.ts'

const testClosed = hasExecutable() ? test : test.skip
if (!hasExecutable()) console.warn('skipped: the executable is absent; npm run executable builds it')

const SHOP = resolve('examples/shop.yaml')

/** Code that creates a file in the working directory. */
const CODE = 'require("node:fs").writeFileSync("ran", "")\n'

/** Files that Bun reads in the working directory and in the home folder, and modules that it could resolve there. */
const BAIT: Record<string, string> = {
  'bait.cjs': CODE,
  '.env': 'CASEHARD_PROFILE=audit\nBUN_OPTIONS="--preload ./bait.cjs"\nNODE_OPTIONS="--require ./bait.cjs"\n',
  '.env.local': 'CASEHARD_PROFILE=audit\n',
  '.env.production': 'CASEHARD_PROFILE=audit\n',
  'bunfig.toml': 'preload = ["./bait.cjs"]\n[run]\npreload = ["./bait.cjs"]\n',
  '.bunfig.toml': 'preload = ["./bait.cjs"]\n',
  'package.json':
    '{"name": "casehard", "main": "./bait.cjs", "imports": {"#a": "./bait.cjs"}, "yargs": {"version": false}}',
  'tsconfig.json': '{"compilerOptions": {"baseUrl": ".", "paths": {"*": ["./bait.cjs"]}}}',
  'node_modules/fs/index.js': CODE,
  'node_modules/yargs/index.js': CODE,
  'locales/en.json': '{"Options:": "bait"}',
}

const setBait = (): string => {
  const folder = makeFolder()
  for (const [name, text] of Object.entries(BAIT)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const run = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
  execa(EXECUTABLE.command, args, {
    cwd,
    env: { HOME: cwd, XDG_CONFIG_HOME: cwd, ...env },
    extendEnv: false,
    inputFile: SHOP,
    reject: false,
  })

const seen = async (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) => {
  const { exitCode, stdout, stderr } = await run(args, cwd, env)
  return { exitCode, stdout, stderr }
}

/** Whether Bun itself runs the code. */
const AS_BUN = { BUN_BE_BUN: '1' }

testClosed('what lies in the working directory is neither run nor read, although Bun itself would', async (t) => {
  const [folder, empty] = [setBait(), makeFolder()]
  t.is((await run(['-e', 'console.log(process.env.CASEHARD_PROFILE)'], folder, AS_BUN)).stdout, 'audit')
  t.true(existsSync(join(folder, 'ran')))
  rmSync(join(folder, 'ran'))
  for (const args of [[], ['--help'], ['check'], ['explain'], ['completion'], ['config', 'check'], ['no-command']]) {
    t.deepEqual(await seen(args, folder), await seen(args, empty), args.join(' '))
    t.false(existsSync(join(folder, 'ran')), args.join(' '))
  }
})

const OPTIONS = [
  '--preload ./bait.cjs',
  '--preload=./bait.cjs',
  '-r ./bait.cjs',
  '--require=./bait.cjs',
  '--import ./bait.cjs',
  '--config=./bunfig.toml',
  '-c ./bunfig.toml',
  '--env-file=.env',
  '--cwd=/',
  '-e 0',
  '-- --preload ./bait.cjs',
  'run ./bait.cjs',
  './bait.cjs',
  '--version',
  '--help',
  '--inspect-brk',
  '--smol',
]

testClosed('arguments in BUN_OPTIONS are not taken, although Bun itself would', async (t) => {
  const [folder, empty] = [setBait(), makeFolder()]
  await run(['-e', '0'], empty, { ...AS_BUN, BUN_OPTIONS: `--preload ${join(folder, 'bait.cjs')}` })
  t.true(existsSync(join(empty, 'ran')))
  rmSync(join(empty, 'ran'))
  const wanted = await seen([], empty)
  t.regex(wanted.stdout, /allowPrivilegeEscalation: false/)
  for (const options of OPTIONS) {
    t.deepEqual(await seen([], folder, { BUN_OPTIONS: options }), wanted, options)
    t.false(existsSync(join(folder, 'ran')), options)
  }
})

testClosed('variables of Node and of test runners change nothing', async (t) => {
  const folder = setBait()
  const wanted = await seen([], folder)
  for (const env of [
    { NODE_OPTIONS: '--require ./bait.cjs' },
    { NODE_OPTIONS: '--import ./bait.cjs --no-such-option' },
    { NODE_PATH: join(folder, 'node_modules') },
    { NODE_CHANNEL_FD: '0' },
    { NODE_TEST_CONTEXT: 'child-v8' },
    { NODE_V8_COVERAGE: folder },
    { NODE_ENV: 'test' },
    { BUN_BE_BUN: '0' },
  ]) {
    t.deepEqual(await seen([], folder, env), wanted, JSON.stringify(env))
    t.false(existsSync(join(folder, 'ran')), JSON.stringify(env))
  }
})

testClosed('nothing in the executable names the machine that compiled it', (t) => {
  const bytes = readFileSync(EXECUTABLE.command)
  t.true(bytes.includes('casehard.dev/v1'))
  t.false(bytes.includes(`${process.cwd()}/`))
})
