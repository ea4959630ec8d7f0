import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

const PLUGIN = '/project/plugins/casehard.dev/v1/hardening/Hardening'
const INSTALL = ['plugin', 'kustomize', '--dir', 'plugins']

const hardening = (spec: string): string =>
  `apiVersion: casehard.dev/v1\nkind: Hardening\nmetadata: {name: shop}\nspec: ${spec}\n`

test('plugin kustomize writes a script to the plugin folder, and prints how to use it', async (t) => {
  const { code, stdout, stderr, files, writes } = await run(INSTALL)
  t.deepEqual([code, stderr], [0, ''])
  t.regex(files[PLUGIN] ?? '', /^#!\/bin\/sh\n/)
  t.deepEqual(writes, [PLUGIN, `+x ${PLUGIN}`, 'stdout'])
  t.regex(stdout, /^wrote plugins\/casehard\.dev\/v1\/hardening\/Hardening; /)
  t.regex(stdout, /KUSTOMIZE_PLUGIN_HOME=\/project\/plugins /)
})

test('plugin kustomize replaces its own script and no other', async (t) => {
  const { files } = await run(INSTALL)
  const older = { [PLUGIN]: `${files[PLUGIN]}# of an older casehard\n` }
  t.deepEqual((await run(INSTALL, { files: older })).files, files)
  const foreign = { [PLUGIN]: '#!/bin/sh\nexec something-else\n' }
  const result = await run(INSTALL, { files: foreign })
  t.is(result.code, 2)
  t.regex(
    result.stderr,
    /plugins\/casehard\.dev\/v1\/hardening\/Hardening: the file exists and was not written by casehard; remove it/,
  )
  t.deepEqual(result.files, foreign)
})

test('plugin kustomize names the place that it cannot write to', async (t) => {
  const result = await run(INSTALL, { files: { '/project/plugins': 'a file' } })
  t.is(result.code, 2)
  t.regex(
    result.stderr,
    /plugins\/.+: the plugin cannot be written \(a part of the path is not a folder\); name another/,
  )
  t.is(result.stdout, '')
})

for (const [argv, message] of [
  [['plugin'], /plugin needs a command, e\.g\. casehard plugin \w+; legal commands: .*kustomize/],
  [['plugin', 'kustomise'], /did you mean "kustomize"\?/],
  [['plugin', 'kustomize'], /plugin kustomize: the folder is missing; use --dir DIR/],
  [['plugin', 'kustomize', 'a', 'b'], /unexpected argument "b"; name one configuration/],
  [[...INSTALL, 'a'], /--dir and the configuration "a" exclude each other/],
] as const)
  test(`casehard ${argv.join(' ')} is refused`, async (t) => {
    const result = await run(argv)
    t.is(result.code, 2)
    t.regex(result.stderr, message)
    t.deepEqual(result.writes, ['stderr'])
  })

const runPlugin = (spec: string, files: Record<string, string> = {}, env: Record<string, string> = {}) =>
  run(['plugin', 'kustomize', '/tmp/kust-plugin-config-1'], {
    stdin: SOFT_POD,
    files: { '/tmp/kust-plugin-config-1': hardening(spec), ...files },
    env,
  })

test('the plugin is the filter with the configuration that Kustomize hands it', async (t) => {
  const { code, stdout } = await runPlugin('{profile: restricted, controls: {no-service-links: off}}')
  t.is(code, 0)
  t.regex(stdout, /allowPrivilegeEscalation: false/)
  t.notRegex(stdout, /enableServiceLinks/)
  t.is((await runPlugin('{profile: audit}')).stdout, SOFT_POD)
})

test('file names in the configuration are relative to the kustomization, and its random name is not printed', async (t) => {
  const ours = { '/project/ours.yaml': hardening('{profile: audit}') }
  const { code, stdout, files } = await runPlugin('{profile: ./ours.yaml, report: report.json}', ours)
  t.is(code, 0)
  t.is(stdout, SOFT_POD)
  const report = files['/project/report.json'] ?? ''
  t.is(JSON.parse(report).configuration, 'functionConfig')
  t.notRegex(report, /kust-plugin-config/)
})

test('the configuration from Kustomize replaces casehard.yaml', async (t) => {
  const files = {
    '/project/casehard.yaml': hardening('{profile: restricted}'),
    '/project/ours.yaml': hardening('{profile: restricted}'),
  }
  t.is((await runPlugin('{profile: audit}', files)).stdout, SOFT_POD)
  t.is((await runPlugin('{profile: audit}', files, { CASEHARD_CONFIG: 'none' })).stdout, SOFT_POD)
  t.regex((await runPlugin('{profile: audit}', files, { CASEHARD_CONFIG: 'ours.yaml' })).stdout, /RuntimeDefault/)
  t.regex((await runPlugin('{profile: audit}', files, { CASEHARD_PROFILE: 'restricted' })).stdout, /RuntimeDefault/)
})

test('a wrong configuration of the plugin is named with its line', async (t) => {
  const { code, stdout, stderr } = await runPlugin('{profil: restricted}')
  t.deepEqual([code, stdout], [2, ''])
  t.regex(stderr, /^functionConfig:4:8: .*"profil".*did you mean "profile"/)
})

test('a configuration of the plugin that is not there is named', async (t) => {
  const result = await run(['plugin', 'kustomize', 'absent'], { stdin: SOFT_POD })
  t.deepEqual([result.code, result.stdout], [2, ''])
  t.regex(result.stderr, /^absent: .*cannot be read \(no such file or folder\)/)
})

test('the plugin prints only a comment if Kustomize uses it as a generator', async (t) => {
  const result = await run(['plugin', 'kustomize', 'c'], { files: { '/project/c': hardening('{}') } })
  t.is(result.code, 0)
  t.regex(result.stdout, /^#.*\n$/)
})
