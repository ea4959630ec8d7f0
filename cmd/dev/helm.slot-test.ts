import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { parseAllDocuments } from 'yaml'
import type { Report } from '../../src/model.ts'
import { cleanEnvironmentIn, makeFolder, slot, testWith } from './slots.ts'
import { PROGRAM } from './streams.ts'

const CHART = 'testdata/charts/web'

/** Runs a real binary without the user's own configuration, and gives what it printed. */
const run = async (name: string, args: string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const { stdout } = await execa(slot(name), args, { env, extendEnv: false, stripFinalNewline: false })
  return stdout
}

/** Puts a `casehard` into a folder as npm would, and gives an environment that finds it. */
const installInto = (folder: string): NodeJS.ProcessEnv => {
  const env = cleanEnvironmentIn(folder)
  const wrapper = join(folder, 'bin', 'casehard')
  mkdirSync(join(folder, 'bin'))
  writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`)
  chmodSync(wrapper, 0o755)
  return {
    ...env,
    PATH: `${join(folder, 'bin')}${delimiter}${env.PATH}`,
    CASEHARD_CONFIG: 'none',
    CASEHARD_REPORT: join(folder, 'report.json'),
  }
}

const readReport = (folder: string): Report => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))

/** Names and kinds in the order of the stream. */
const identities = (stream: string): string[] =>
  parseAllDocuments(stream)
    .map((document) => document.toJS())
    .filter((object) => object !== null)
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)

const HARDENED = [/allowPrivilegeEscalation: false/, /readOnlyRootFilesystem: true/, /type: RuntimeDefault/]

for (const helm of ['helm3', 'helm4']) {
  testWith(helm, 'kustomize')(`what ${helm} renders comes out of the pipe hardened and readable`, async (t) => {
    const folder = makeFolder()
    const env = installInto(folder)
    const rendered = await run(helm, ['template', 'shop', CHART], env)
    const { stdout } = await execa('casehard', { env, extendEnv: false, input: rendered, stripFinalNewline: false })
    for (const field of HARDENED) t.regex(stdout, field)
    t.deepEqual(identities(stdout), identities(rendered))
    t.regex(stdout, /- name: web {3}# the only container/)
    const report = readReport(folder)
    t.is(report.summary.pods, 2)
    t.true(report.changes.length > 0)
    writeFileSync(join(folder, 'hardened.yaml'), stdout)
    writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [hardened.yaml]\n')
    const built = await run('kustomize', ['build', folder], env)
    t.deepEqual(identities(built).sort(), identities(rendered).sort())
  })
}

testWith('helm3')('Helm 3 takes casehard from the PATH as its post-renderer', async (t) => {
  const folder = makeFolder()
  const env = installInto(folder)
  const stdout = await run('helm3', ['template', 'shop', CHART, '--post-renderer', 'casehard'], env)
  for (const field of HARDENED) t.regex(stdout, field)
  t.deepEqual(identities(stdout), identities(await run('helm3', ['template', 'shop', CHART], env)))
  t.is(readReport(folder).summary.pods, 2)
})

testWith('helm3')('Helm 3 shows what casehard says when it refuses', async (t) => {
  const env = { ...installInto(makeFolder()), CASEHARD_PROFILE: 'no-such-profile' }
  const args = ['template', 'shop', CHART, '--post-renderer', 'casehard']
  const { exitCode, stdout, stderr } = await execa(slot('helm3'), args, { env, extendEnv: false, reject: false })
  t.not(exitCode, 0)
  t.is(stdout, '')
  t.regex(stderr, /no-such-profile/)
})

const PLUGIN = `apiVersion: v1
type: postrenderer/v1
name: casehard
version: 0.0.1
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: casehard
`

testWith('helm4')('Helm 4 takes casehard as a plugin and puts every object back into its file', async (t) => {
  const folder = makeFolder()
  const plugins = join(folder, 'plugins')
  mkdirSync(join(plugins, 'casehard'), { recursive: true })
  writeFileSync(join(plugins, 'casehard', 'plugin.yaml'), PLUGIN)
  const env = { ...installInto(folder), HELM_PLUGINS: plugins }
  const stdout = await run('helm4', ['template', 'shop', CHART, '--post-renderer', 'casehard'], env)
  for (const field of HARDENED) t.regex(stdout, field)
  t.regex(stdout, /^# Source: web\/templates\/deployment\.yaml$/m)
  t.notRegex(stdout, /postrender-filename/)
  t.deepEqual(identities(stdout).sort(), identities(await run('helm4', ['template', 'shop', CHART], env)).sort())
})
