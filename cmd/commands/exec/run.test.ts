import test from 'ava'
import { type RunSetup, run, SOFT_POD } from '../../testing.ts'

const helm: NonNullable<RunSetup['programs']> = { helm: () => ({ stdout: SOFT_POD }) }

test('exec hardens what its command prints', async (t) => {
  const filtered = await run([], { stdin: SOFT_POD })
  const result = await run(['exec', '--', 'helm', 'template', 'web', '.'], { programs: helm, stdin: 'kind: Other\n' })
  t.is(result.code, 0)
  t.is(result.stdout, filtered.stdout)
  t.is(result.stderr, filtered.stderr)
  t.deepEqual(result.spawned, [['helm', 'template', 'web', '.']])
})

test('exec passes stdin, stderr and signals to its command', async (t) => {
  const modes: unknown[] = []
  const programs: RunSetup['programs'] = {
    helm: (_args, mode) => {
      modes.push(mode)
      return { stdout: SOFT_POD, stderr: 'coalesce.go: warning\n' }
    },
  }
  const result = await run(['exec', '--quiet', 'helm'], { programs })
  t.deepEqual(modes, ['foreground'])
  t.is(result.stderr, 'coalesce.go: warning\n')
})

for (const { argv, spawned } of [
  { argv: ['exec', '--', 'helm', '--', '--quiet'], spawned: ['helm', '--', '--quiet'] },
  { argv: ['exec', 'helm', '--profile', 'x', '-f', 'y'], spawned: ['helm', '--profile', 'x', '-f', 'y'] },
  { argv: ['exec', '--profile', 'strict', 'helm', '--help'], spawned: ['helm', '--help'] },
  { argv: ['exec', '--profile=strict', '--quiet', 'helm', 'x', '--', 'y'], spawned: ['helm', 'x', '--', 'y'] },
  { argv: ['--profile', 'strict', 'exec', '--', 'helm', '--version'], spawned: ['helm', '--version'] },
  { argv: ['exec', '--quiet', '--', '--odd'], spawned: ['--odd'] },
  { argv: ['exec', 'helm', ''], spawned: ['helm', ''] },
  { argv: ['exec', '-', '-x'], spawned: ['-', '-x'] },
  { argv: ['exec', 'exec', 'exec'], spawned: ['exec', 'exec'] },
])
  test(`casehard ${argv.join(' ')} leaves the options of its command alone`, async (t) => {
    const programs = Object.fromEntries([spawned[0], 'other'].map((name) => [name, () => ({ stdout: SOFT_POD })]))
    const result = await run(argv, { programs })
    t.is(result.code, 0, result.stderr)
    t.deepEqual(result.spawned, [spawned])
  })

test('options before the command of exec are those of the filter', async (t) => {
  const argv = ['exec', '--profile', 'audit', '--report', 'report.json', '--quiet', '--', 'helm']
  const result = await run(argv, { programs: helm })
  t.is(result.code, 0)
  t.is(result.stdout, SOFT_POD)
  t.is(result.stderr, '')
  t.is(JSON.parse(result.files['/project/report.json'] ?? '').profile, 'audit')
})

test('--fail-on makes exec exit with 1 and the manifests written, as the filter does', async (t) => {
  const result = await run(['exec', '--fail-on', 'changed', '--', 'helm'], { programs: helm })
  t.is(result.code, 1)
  t.regex(result.stdout, /allowPrivilegeEscalation: false/)
  t.regex(result.stderr, /exit code 1 because of --fail-on changed/)
})

test('variables and casehard.yaml speak to exec as to the filter', async (t) => {
  const files = { '/project/casehard.yaml': 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {quiet: true}\n' }
  const result = await run(['exec', 'helm'], { programs: helm, files, env: { CASEHARD_PROFILE: 'audit' } })
  t.is(result.code, 0, result.stderr)
  t.is(result.stderr, '')
  t.is(result.stdout, SOFT_POD)
})

for (const { title, ended, code, message } of [
  {
    title: 'fails half-way',
    ended: { exitCode: 3 },
    code: 3,
    message: /^casehard: exec: helm ended with exit code 3; /,
  },
  { title: 'fails with 2', ended: { exitCode: 2 }, code: 2, message: /exit code 2; nothing is written/ },
  { title: 'is killed half-way', ended: { signal: 'SIGKILL' }, code: 137, message: /helm was ended by SIGKILL; / },
  { title: 'crashes', ended: { signal: 'SIGSEGV' }, code: 139, message: /helm was ended by SIGSEGV; / },
  {
    title: 'dies by the signal that was passed on',
    ended: { signal: 'SIGTERM', interrupted: 'SIGTERM' },
    code: 143,
    message: /helm was ended by SIGTERM; /,
  },
  {
    title: 'answers a signal with exit code 0',
    ended: { exitCode: 0, interrupted: 'SIGINT' },
    code: 130,
    message: /SIGINT arrived before helm ended; nothing is written/,
  },
  { title: 'answers a signal with its own code', ended: { exitCode: 9, interrupted: 'SIGHUP' }, code: 9, message: /9/ },
  { title: 'cannot be run', ended: { code: 'EACCES' }, code: 126, message: /"helm" cannot be run \(permission/ },
  { title: 'has too many arguments', ended: { code: 'E2BIG' }, code: 126, message: /cannot be run \(E2BIG\); / },
  {
    title: 'is not there',
    ended: { code: 'ENOENT' },
    code: 127,
    message: /"helm": the program or its interpreter does not exist; check the name/,
  },
] as const)
  test(`if the command of exec ${title}, nothing is written and the exit code is ${code}`, async (t) => {
    const programs: RunSetup['programs'] = { helm: () => ({ stdout: `${SOFT_POD}---\nkind: Po`, ...ended }) }
    const result = await run(['exec', '--report', 'report.json', '--', 'helm', '--set', 'password=hunter2'], {
      programs,
    })
    t.is(result.code, code)
    t.is(result.stdout, '')
    t.regex(result.stderr, message)
    t.notRegex(result.stderr, /hunter2/)
    const report = JSON.parse(result.files['/project/report.json'] ?? '')
    t.is(report.error.code, 'command')
    t.deepEqual(report.changes, [])
  })

for (const { title, argv, setup, message } of [
  {
    title: 'no command',
    argv: ['exec'],
    setup: {},
    message: /exec: the command is missing; use casehard exec -- helm/,
  },
  {
    title: 'no command after --',
    argv: ['exec', '--quiet', '--'],
    setup: {},
    message: /the command is missing/,
  },
  { title: 'an empty command', argv: ['exec', '--', ''], setup: {}, message: /the command is missing/ },
  { title: 'an unknown option', argv: ['exec', '--profil', 'helm'], setup: {}, message: /--profil is not an option/ },
  {
    title: 'an option without a value',
    argv: ['exec', '--profile', '--', 'helm'],
    setup: {},
    message: /needs a value/,
  },
  { title: 'an unknown profile', argv: ['exec', '--profile', 'hard', 'helm'], setup: {}, message: /hard/ },
  {
    title: 'a variable with an illegal value',
    argv: ['exec', 'helm'],
    setup: { env: { CASEHARD_FAIL_ON: 'any' } },
    message: /CASEHARD_FAIL_ON: unknown value "any"/,
  },
  {
    title: 'broken YAML',
    argv: ['exec', '/opt/bin/helm'],
    setup: { programs: { '/opt/bin/helm': () => ({ stdout: 'kind: Pod\nspec: {containers: [\n' }) } },
    message: /^stdout of helm:\d+:\d+: document 0/,
  },
  {
    title: 'bytes that are not UTF-8',
    argv: ['exec', 'helm'],
    setup: { programs: { helm: () => ({ stdout: Uint8Array.of(0x6b, 0x0a, 0xff) }) } },
    message: /^stdout of helm:2:1: .*UTF-8/,
  },
] as { title: string; argv: string[]; setup: RunSetup; message: RegExp }[])
  test(`exec refuses ${title} with exit code 125`, async (t) => {
    const result = await run(argv, setup)
    t.is(result.code, 125)
    t.is(result.stdout, '')
    t.regex(result.stderr, message)
  })

test('a report that cannot be written stops exec before its command is started', async (t) => {
  const result = await run(['exec', '--report', 'absent/report.json', '--', 'helm'], { programs: helm })
  t.is(result.code, 125)
  t.deepEqual(result.spawned, [])
  t.regex(result.stderr, /absent\/report\.json: the report cannot be written/)
})

test('a command of exec that prints nothing gives one comment line', async (t) => {
  const result = await run(['exec', '--', 'helm'], { programs: { helm: () => ({}) } })
  t.is(result.code, 0)
  t.is(result.stdout, '# casehard: no manifests\n')
})

test('a stale exemption is reported with the name of the command', async (t) => {
  const programs: RunSetup['programs'] = {
    helm: () => ({
      stdout: SOFT_POD.replace(
        'metadata:',
        'metadata:\n  annotations: {casehard.dev/exempt: no-host-ports, casehard.dev/reason: x}',
      ),
    }),
  }
  const files = {
    '/project/casehard.yaml': 'apiVersion: casehard.dev/v1\nkind: Hardening\nspec: {exemptionAnnotations: true}\n',
  }
  const result = await run(['exec', '--fail-on', 'stale', '--quiet', '--', 'helm'], { programs, files })
  t.is(result.code, 1, result.stderr)
  t.regex(result.stderr, /^casehard: 1 stale exemption \(stdout of helm:/)
})
