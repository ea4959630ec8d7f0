import test from 'ava'
import { VERSION } from '../../cli/version.ts'
import type { SpawnMode } from '../../io/io.ts'
import { type RunSetup, run, SOFT_POD } from '../../testing.ts'

/** A Helm of a version, with a plugin or none, that notes how it renders. */
const helmOf = (version: string, modes: SpawnMode[] = [], plugin = ''): NonNullable<RunSetup['programs']> => ({
  helm: ([word, second], mode) => {
    if (word === 'version') return { stdout: `${version}\n` }
    if (word === 'plugin' && second === 'list') return { stdout: `NAME\tVERSION\tTYPE\n${plugin}` }
    modes.push(mode)
    return { stdout: SOFT_POD }
  },
})

const PLUGIN = `casehard\t${VERSION}\tpostrenderer/v1\n`

for (const version of ['v3.17.3', 'v4.1.4'])
  test(`casehard helm template hardens the output of Helm ${version}, as exec does`, async (t) => {
    const wanted = await run(['exec', 'helm', 'template', 'web', '.'], { programs: helmOf(version) })
    const result = await run(['helm', 'template', 'web', '.'], { programs: helmOf(version) })
    t.is(result.code, 0, result.stderr)
    t.is(result.stdout, wanted.stdout)
    t.regex(result.stdout, /allowPrivilegeEscalation: false/)
    t.deepEqual(result.spawned, [['helm', 'template', 'web', '.']])
  })

test('casehard helm upgrade is the post-renderer of Helm 3, and hands its options on as variables', async (t) => {
  const modes: SpawnMode[] = []
  const argv = [
    'helm',
    '--profile',
    'strict',
    '--fail-on',
    'stale',
    '--fail-on',
    'held',
    'upgrade',
    'web',
    '.',
    '--profile',
    'x',
  ]
  const result = await run(argv, { programs: helmOf('v3.17.3', modes) })
  t.is(result.code, 0, result.stderr)
  t.is(result.stdout, '')
  const [, command = []] = result.spawned
  t.deepEqual(command.slice(0, -1), ['helm', 'upgrade', 'web', '.', '--profile', 'x', '--post-renderer'])
  t.regex(command.at(-1) ?? '', /\/start\.cjs$/)
  t.deepEqual(modes, [{ through: { CASEHARD_PROFILE: 'strict', CASEHARD_FAIL_ON: 'stale\nheld' } }])
  t.regex(result.stderr, /Helm 3 does not pass hooks/)
})

for (const word of ['install', 'upgrade'])
  test(`casehard helm ${word} names the plugin to Helm 4`, async (t) => {
    const result = await run(['helm', word, 'web', '.'], { programs: helmOf('v4.1.4', [], PLUGIN) })
    t.is(result.code, 0, result.stderr)
    t.is(result.stderr, '')
    t.deepEqual(result.spawned.at(-1), ['helm', word, 'web', '.', '--post-renderer', 'casehard'])
  })

for (const option of ['--output-dir=out', '--show-only', '-s'])
  test(`casehard helm template ${option} takes Helm's slot, since the output is not all`, async (t) => {
    const result = await run(['helm', 'template', 'web', '.', option], { programs: helmOf('v4.1.4', [], PLUGIN) })
    t.deepEqual(result.spawned.at(-1), ['helm', 'template', 'web', '.', option, '--post-renderer', 'casehard'])
  })

for (const { title, argv, plugin = '', version = 'v4.1.4', message } of [
  { title: 'Helm 4 without the plugin', argv: ['upgrade', 'web', '.'], message: /has no plugin named casehard/ },
  {
    title: 'Helm 4 with another version of the plugin',
    argv: ['upgrade', 'web', '.'],
    plugin: 'casehard\t0.0.1\tpostrenderer/v1\n',
    message: /has the plugin casehard 0\.0\.1, but this is/,
  },
  { title: 'Helm 2', argv: ['upgrade', 'web', '.'], version: 'v2.17.0', message: /has no post-renderers/ },
  {
    title: 'a command that renders nothing',
    argv: ['rollback', 'web'],
    message: /for other commands, run helm itself/,
  },
  {
    title: 'Helm 3 with --output-dir, which writes files past the post-renderer',
    argv: ['template', '.', '--output-dir', 'out'],
    version: 'v3.17.3',
    message: /does not run the post-renderer for --output-dir/,
  },
  { title: 'no command', argv: [], message: /use casehard helm template, install or upgrade/ },
  {
    title: 'a second post-renderer',
    argv: ['template', '.', '--post-renderer=x'],
    message: /remove --post-renderer$/m,
  },
])
  test(`casehard helm refuses ${title} with exit code 125, and installs nothing`, async (t) => {
    const result = await run(['helm', ...argv], { programs: helmOf(version, [], plugin) })
    t.is(result.code, 125)
    t.is(result.stdout, '')
    t.regex(result.stderr, message)
    t.deepEqual(
      result.spawned.filter((command) => command.includes('--post-renderer')),
      [],
    )
  })

test("the exit code of Helm passes through, from its slot and from the pipe; its arguments stay out of casehard's words", async (t) => {
  const programs: RunSetup['programs'] = {
    helm: ([word]) => (word === 'version' ? { stdout: 'v3.17.3' } : { exitCode: 7 }),
  }
  for (const word of ['template', 'upgrade']) {
    const result = await run(['helm', word, 'web', '.', '--set', 'password=hunter2'], { programs })
    t.is(result.code, 7)
    t.regex(result.stderr, /helm ended with exit code 7/)
    t.notRegex(result.stderr, /hunter2/)
  }
  t.is((await run(['helm', 'template', '.'], { programs: { helm: () => ({ code: 'ENOENT' }) } })).code, 127)
})

test('casehard kustomize build hardens the output of Kustomize', async (t) => {
  const programs = { kustomize: () => ({ stdout: SOFT_POD }) }
  const result = await run(['kustomize', '--quiet', 'build', 'overlays/production', '--enable-helm'], { programs })
  t.is(result.code, 0, result.stderr)
  t.regex(result.stdout, /allowPrivilegeEscalation: false/)
  t.deepEqual(result.spawned, [['kustomize', 'build', 'overlays/production', '--enable-helm']])
})

test('casehard kustomize refuses what is no build, and output to files', async (t) => {
  const programs = { kustomize: () => ({ stdout: SOFT_POD }) }
  for (const argv of [['edit', 'set'], [], ['build', '.', '-o', 'out.yaml'], ['build', '--output=out', '.']]) {
    const result = await run(['kustomize', ...argv], { programs })
    t.is(result.code, 125)
    t.deepEqual(result.spawned, [])
  }
})
