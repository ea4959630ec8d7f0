import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { WEB_CHART } from '../../support/charts.ts'
import { findBlocksUnder } from '../../support/page-blocks.ts'
import { cleanEnvironmentIn, findInstalled, makeFolder, slot, testWith } from '../../support/slots.ts'
import { confined } from '../container/container.ts'
import { makeKeyrings, SIGNER } from '../helm/signing.ts'
import { writeInto } from '../kustomize/kustomize.ts'
import { canMake, release } from './releases.ts'

const PAGE = readFileSync('docs/install.md', 'utf8')
const { version: VERSION } = JSON.parse(readFileSync('package.json', 'utf8'))
const testMade = (name: string) => (canMake(name) ? test : test.skip)

/** The files of one release, in which each test that needs one finds it. */
const made = join(makeFolder(), 'release')
let keyring = ''
test.before(async (t) => {
  const artefacts = ['npm', 'executable', 'image', 'helm-plugin'].flatMap((name) => ['--only', name])
  const keys = canMake('signature') ? await makeKeyrings(makeFolder()) : undefined
  keyring = keys?.open ?? ''
  const signing = keys === undefined ? [] : ['--key', SIGNER, '--keyring', keys.secret]
  const { exitCode, stderr } = await release(['--dry-run', '--output', made, ...artefacts, ...signing])
  t.is(exitCode, 0, stderr)
})

/** The lines of a section, one a command. */
const linesOf = (section: string): string[] =>
  findBlocksUnder(section, PAGE)
    .filter(({ language }) => language === '')
    .flatMap(({ text }) => text.trim().split('\n'))

/** A folder with an empty home and an empty prefix of npm, in which casehard is only found once it is installed. */
const makeSandbox = (...programs: [name: string, path: string][]) => {
  const folder = makeFolder()
  const [home, prefix] = [join(folder, 'home'), join(folder, 'prefix')]
  const bin = join(folder, 'bin')
  for (const path of [home, bin, join(home, '.local/bin'), join(prefix, 'bin')]) mkdirSync(path, { recursive: true })
  for (const [name, path] of programs) symlinkSync(path, join(bin, name))
  const { PATH, ...env } = cleanEnvironmentIn(folder)
  const paths = [bin, join(prefix, 'bin'), join(home, '.local/bin'), PATH]
  const own = { HOME: home, npm_config_prefix: prefix, npm_config_offline: 'true', CASEHARD_CONFIG: 'none' }
  const options = { cwd: folder, env: { ...env, ...own, PATH: paths.join(':') }, extendEnv: false } as const
  const run = (line: string) => execa('bash', ['-euo', 'pipefail', '-c', line], options)
  return { folder, run, take: (...names: string[]) => takeFiles(names, folder) }
}

const takeFiles = (names: readonly string[], folder: string): void => {
  for (const name of names) symlinkSync(join(made, name), join(folder, name))
}

test('the lines for the npm package install it into an empty prefix, and run it without installing', async (t) => {
  const { run, take, folder } = makeSandbox()
  take(`casehard-npm-${VERSION}.tgz`)
  const [install = '', verify = '', npx = '', ...more] = linesOf('npm package')
  t.deepEqual(more, [])
  t.is((await run(npx)).stdout, VERSION)
  t.false(existsSync(join(folder, 'prefix', 'bin', 'casehard')))
  await run(install)
  t.is(
    (await run(`command -v casehard && ${verify}`)).stdout,
    `${join(folder, 'prefix', 'bin', 'casehard')}\n${VERSION}`,
  )
})

testMade('executable')('the lines for the executable put it on the PATH', async (t) => {
  const { run, take, folder } = makeSandbox()
  const name = `casehard-${process.platform}-${process.arch}`
  take(name)
  const [install = '', verify = '', ...more] = linesOf('Executable').map((line) =>
    line.replace('casehard-linux-x64', name),
  )
  t.deepEqual(more, [])
  await run(install)
  t.is(
    (await run(`command -v casehard && ${verify}`)).stdout,
    `${join(folder, 'home/.local/bin/casehard')}\n${VERSION}`,
  )
})

const runtimes = ['podman', 'runc'].every((name) => findInstalled(name) !== undefined)
if (!runtimes) console.warn('skipped: the lines for the container image, since there is no podman with runc')
const testImage = runtimes ? testMade('image') : test.skip

testImage('the lines for the container image load it and run it as a filter', async (t) => {
  const { run, take, folder } = makeSandbox()
  const name = `casehard-image-${VERSION}-${process.platform}-${process.arch}.tar`
  take(name)
  const options = ['--storage-driver', 'vfs', '--root', join(folder, 'store'), '--runroot', join(folder, 'run')]
  const words = confined({ folder, options })
  const at = words.indexOf('run')
  // podman with a store of its own, and without the limits that it may not raise everywhere.
  writeInto(join(folder, 'bin'), {
    podman: `#!/bin/sh
case $1 in
  run) shift; exec ${findInstalled('podman')} ${words.slice(0, at).join(' ')} run ${words.slice(-4).join(' ')} "$@" ;;
  *) exec ${findInstalled('podman')} ${words.slice(0, at).join(' ')} "$@" ;;
esac
`,
  })
  cpSync('examples/shop.yaml', join(folder, 'rendered.yaml'))
  const [load = '', filter = '', ...more] = linesOf('Container image')
  t.deepEqual(more, [])
  await run(load.replace('linux-x64', `${process.platform}-${process.arch}`))
  const { stdout, stderr } = await run(filter)
  t.regex(stdout, /allowPrivilegeEscalation: false/)
  t.regex(stderr, /^casehard: 3 pods: 18 changes/)
})

const testHelm = canMake('signature') ? testWith('helm4') : test.skip

testHelm('the lines for Helm 4 install the signed plugin, and the one that casehard writes', async (t) => {
  const { run, take, folder } = makeSandbox(['helm', slot('helm4')])
  cpSync(WEB_CHART.path, join(folder, 'chart'), { recursive: true })
  take(`casehard-${VERSION}.tgz`, `casehard-${VERSION}.tgz.prov`, `casehard-npm-${VERSION}.tgz`)
  const [install = '', render = '', write = '', ...more] = linesOf('Helm 4')
  t.deepEqual(more, [])
  await t.throwsAsync(run(install), { message: /casehard\.gpg/ })
  symlinkSync(keyring, join(folder, 'casehard.gpg'))
  await run(install)
  t.regex((await run(render)).stdout, /allowPrivilegeEscalation: false/)
  await run('helm plugin uninstall casehard')
  await t.throwsAsync(run(render))
  await run(`npm install --global ./casehard-npm-${VERSION}.tgz`)
  await run(write)
  t.regex((await run(render)).stdout, /allowPrivilegeEscalation: false/)
})

testHelm('Helm 4 refuses the plugin of a release if a byte of it was changed', async (t) => {
  const { run, folder } = makeSandbox(['helm', slot('helm4')])
  for (const name of readdirSync(made).filter((name) => name.startsWith(`casehard-${VERSION}.tgz`)))
    cpSync(join(made, name), join(folder, name))
  symlinkSync(keyring, join(folder, 'casehard.gpg'))
  await run(`printf x >> casehard-${VERSION}.tgz`)
  await t.throwsAsync(run(linesOf('Helm 4')[0] ?? ''), { message: /sha256 sum does not match/ })
})

testWith('helm3')('the line for Helm 3 works with the npm package', async (t) => {
  const { run, take, folder } = makeSandbox(['helm', slot('helm3')])
  cpSync(WEB_CHART.path, join(folder, 'chart'), { recursive: true })
  take(`casehard-npm-${VERSION}.tgz`)
  await run(`npm install --global ./casehard-npm-${VERSION}.tgz`)
  const [render = '', ...more] = linesOf('Helm 3')
  t.deepEqual(more, [])
  t.regex((await run(render)).stdout, /allowPrivilegeEscalation: false/)
})
