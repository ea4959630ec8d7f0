import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { execa } from 'execa'
import { findBlocksUnder } from '../../support/page-blocks.ts'
import { cleanEnvironmentIn, makeFolder } from '../../support/slots.ts'

const INPUT = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: registry.example/app:1
`

/** Makes a fresh clone, in which nothing is installed or built, and an environment with an empty home and prefix. */
const makeClone = async () => {
  const folder = makeFolder()
  const clone = join(folder, 'clone')
  const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  for (const file of stdout.split('\0').filter(existsSync)) cpSync(file, join(clone, file))
  const [home, prefix] = [join(folder, 'home'), join(folder, 'prefix')]
  for (const path of [home, prefix]) mkdirSync(path, { recursive: true })
  const env = { ...cleanEnvironmentIn(folder), HOME: home, npm_config_prefix: prefix, CASEHARD_CONFIG: 'none' }
  const run = (program: string, args: readonly string[], cwd = clone) =>
    execa(program, args, { cwd, env, extendEnv: false })
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false']
  await run('git', ['init', '--quiet'])
  await run('git', ['add', '--all'])
  await run('git', [...identity, 'commit', '--quiet', '--message', 'Clone'])
  return { folder, clone, prefix, env, run }
}

type Clone = Awaited<ReturnType<typeof makeClone>>

/** Checks that the installed program hardens a pod, and that its licences are in place. */
const checkProgram = async (t: ExecutionContext, { folder, prefix, env }: Clone): Promise<void> => {
  const program = join(prefix, 'bin', 'casehard')
  const { stdout } = await execa(program, [], { cwd: folder, env, extendEnv: false, input: INPUT })
  t.regex(stdout, /allowPrivilegeEscalation: false/)
  const home = join(realpathSync(program), '..')
  t.regex(readFileSync(join(home, 'THIRD-PARTY-LICENSES.txt'), 'utf8'), /^yaml [\d.]+ \(ISC\)$/m)
}

/** The line of the page that installs in one way. */
const lineUnder = (heading: string): string =>
  findBlocksUnder(heading, readFileSync('docs/install.md', 'utf8'))[0]?.text.split('\n')[0] ?? ''

test('the line for a git address builds and installs casehard', async (t) => {
  const clone = await makeClone()
  const line = lineUnder('Git address')
  const url = 'git+https://git.example/casehard'
  t.true(line.endsWith(` ${url}`), line)
  await clone.run('sh', ['-c', line.replace(url, `git+file://${clone.clone}`)], clone.folder)
  await checkProgram(t, clone)
  t.false(realpathSync(join(clone.prefix, 'bin', 'casehard')).startsWith(clone.clone))
})

test('the line for a fresh clone builds and installs casehard, which stays when the clone is moved', async (t) => {
  const clone = await makeClone()
  await clone.run('sh', ['-c', lineUnder('Clone')])
  t.false(readdirSync(clone.clone).includes('node_modules'))
  renameSync(clone.clone, `${clone.clone}-moved`)
  await checkProgram(t, clone)
})

test('npm pack in a fresh clone prints only the name of an archive that installs without the clone', async (t) => {
  const clone = await makeClone()
  const { stdout } = await clone.run('npm', ['pack'])
  t.regex(stdout, /^casehard-[\d.]+\.tgz$/)
  await clone.run('npm', ['install', '--global', '--offline', `./${stdout}`])
  await checkProgram(t, clone)
  t.false(realpathSync(join(clone.prefix, 'bin', 'casehard')).startsWith(clone.clone))
})
