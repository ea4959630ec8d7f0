import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { prepareCharts, WEB_CHART } from '../../support/charts.ts'
import { readBlocks } from '../../support/page-blocks.ts'
import { BUNDLE, EXECUTABLE, hasExecutable, type Program } from '../../support/programs.ts'
import { cleanEnvironmentIn, makeFolder, objectsByName, slot, testWith } from '../../support/slots.ts'
import { helm4 } from '../helm/helm4.ts'

const testPlugin = hasExecutable() ? testWith('helm4') : testWith('../../../executable/casehard')

const RENDER = ['--post-renderer', 'casehard']

/** An environment whose PATH has neither node nor casehard on it. */
const withoutNode = (folder: string): NodeJS.ProcessEnv => {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  return { ...cleanEnvironmentIn(folder), PATH: bin, CASEHARD_CONFIG: 'none', HOME: join(folder, 'home') }
}

const casehard = (program: Program, args: readonly string[], env: NodeJS.ProcessEnv, input = '') =>
  execa(program.command, [...program.args, ...args], { env, extendEnv: false, input, stripFinalNewline: false })

const install = async (plugin: string, env: NodeJS.ProcessEnv): Promise<void> => {
  const { exitCode, stderr } = await helm4(['plugin', 'install', plugin], env)
  if (exitCode !== 0) throw new Error(stderr)
}

testPlugin('Helm 4 renders each chart by the executable as the pipe does, where there is no node', async (t) => {
  const folder = makeFolder()
  const env = withoutNode(folder)
  await t.throwsAsync(execa('node', ['--version'], { env, extendEnv: false }))
  const plugin = join(folder, 'a folder with blanks and a $HOME')
  await casehard(EXECUTABLE, ['plugin', 'helm', '--dir', plugin], env)
  await install(plugin, env)
  for (const { name, path } of prepareCharts(folder)) {
    const rendered = await helm4(['template', 'shop', path], env)
    const { exitCode, stdout, stderr } = await helm4(['template', 'shop', path, ...RENDER], env)
    t.is(exitCode, 0, stderr)
    const wanted = (await casehard(BUNDLE, [], env, rendered.stdout)).stdout
    t.not(wanted, rendered.stdout, name)
    t.deepEqual(objectsByName(stdout), objectsByName(wanted), name)
  }
})

testPlugin('Helm 4 shows why the executable fails, although it throws stderr away', async (t) => {
  const folder = makeFolder()
  const env = { ...withoutNode(folder), CASEHARD_PROFILE: 'strikt' }
  const plugin = join(folder, 'plugin')
  await casehard(EXECUTABLE, ['plugin', 'helm', '--dir', plugin], env)
  await install(plugin, env)
  const { exitCode, stdout, stderr } = await helm4(['template', 'shop', WEB_CHART.path, ...RENDER], env)
  t.deepEqual([exitCode, stdout], [1, ''])
  t.regex(stderr, /CASEHARD_PROFILE: unknown profile "strikt"/)
})

testPlugin('the plugin is the same, whoever writes it: Node, the executable, or the plugin itself', async (t) => {
  const folder = makeFolder()
  const env = withoutNode(folder)
  const [first, second, third] = ['first', 'second', 'third'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await casehard(EXECUTABLE, ['plugin', 'helm', '--dir', first], env)
  await casehard(BUNDLE, ['plugin', 'helm', '--dir', second, '--executable', EXECUTABLE.command], env)
  const inPlugin = { ...EXECUTABLE, command: join(first, 'dist', 'casehard') }
  await casehard(inPlugin, ['plugin', 'helm', '--dir', third], env)
  const contents = (plugin: string) =>
    [...readdirSync(join(plugin, 'dist')).map((name) => join('dist', name)), 'plugin.yaml'].map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(plugin, name)))
        .digest('hex'),
    ])
  t.is(contents(first).length, 5)
  t.deepEqual(contents(second), contents(first))
  t.deepEqual(contents(third), contents(first))
})

testPlugin('Helm 4 says so where the executable is for another platform, and renders nothing', async (t) => {
  const folder = makeFolder()
  const env = withoutNode(folder)
  const bytes = readFileSync(EXECUTABLE.command)
  const foreign = join(folder, 'foreign')
  const [X86_64, AARCH64] = [0x3e, 0xb7]
  bytes.writeUInt16LE(bytes.readUInt16LE(18) === X86_64 ? AARCH64 : X86_64, 18)
  writeFileSync(foreign, bytes)
  const plugin = join(folder, 'plugin')
  await casehard(BUNDLE, ['plugin', 'helm', '--dir', plugin, '--executable', foreign], env)
  await install(plugin, env)
  const { exitCode, stdout, stderr } = await helm4(['template', 'shop', WEB_CHART.path, ...RENDER], env)
  t.deepEqual([exitCode, stdout], [1, ''])
  t.regex(stderr, /no plugin command is applicable/)
})

testPlugin('without Node, all works as the guide says, line by line', async (t) => {
  const blocks = readBlocks('docs/guides/executable.md', 'Without Node').map(({ text }) => text)
  t.is(blocks.length, 4)
  const [build = '', pipe = '', plugin = '', byNode = ''] = blocks
  // It was run before this test: it would take the program from under the others.
  t.true(readFileSync('.ci/run', 'utf8').split('\n').includes(`step ${build.trim()}`))
  const folder = makeFolder()
  const env = withoutNode(folder)
  const cwd = join(folder, 'work')
  mkdirSync(cwd)
  cpSync(WEB_CHART.path, join(cwd, 'chart'), { recursive: true })
  for (const [from, to] of [
    [slot('helm4'), join(folder, 'bin', 'helm')],
    [resolve('executable'), join(cwd, 'executable')],
  ] as const)
    symlinkSync(from, to)
  const run = (script: string, path = env.PATH) =>
    execa('/bin/sh', ['-ec', script], { cwd, env: { ...env, PATH: path }, extendEnv: false })
  await run(pipe)
  const hardened = readFileSync(join(cwd, 'hardened.yaml'), 'utf8')
  t.regex(hardened, /allowPrivilegeEscalation: false/)
  writeFileSync(join(cwd, 'hardened.yaml'), '')
  await run(plugin)
  t.deepEqual(objectsByName(readFileSync(join(cwd, 'hardened.yaml'), 'utf8')), objectsByName(hardened))
  symlinkSync(resolve('dist/casehard.cjs'), join(folder, 'bin', 'casehard'))
  await run(byNode, `${env.PATH}:${process.env.PATH}`)
  t.true(readdirSync(join(cwd, 'casehard-plugin', 'dist')).includes('casehard'))
})
