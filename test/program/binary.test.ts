import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { execa } from 'execa'
import { VERSION } from '../../cmd/cli/version.ts'
import { SOFT_POD } from '../../cmd/testing.ts'
import { RULES } from '../../src/generate/index.ts'
import { BUNDLE, shellWords, TESTED } from '../support/programs.ts'

const { command, args: own } = TESTED

/** Runs a line of shell in which `casehard` is the program, and `$1` and further ones are paths. */
const shell = (script: string, ...paths: string[]) =>
  execa('sh', ['-c', `casehard() { ${shellWords(TESTED)} "$@"; }\n${script}`, 'sh', ...paths], { reject: false })

/** A stream that passes through as it is, of at least so many bytes. */
const inertStream = (bytes: number): string => {
  const document = `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: blob\ndata:\n  blob: ${'QUJD'.repeat(250)}\n`
  return document.repeat(Math.ceil(bytes / document.length))
}

const casehard = (
  args: string[],
  options: { input?: string | Uint8Array; env?: Record<string, string>; cwd?: string } = {},
) =>
  execa(command, [...own, ...args], {
    input: '',
    reject: false,
    stripFinalNewline: false,
    extendEnv: false,
    ...options,
  })

const inFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'casehard-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('the program is a filter and writes the report that a variable names', (t) =>
  inFolder(async (cwd) => {
    const ran = await casehard([], { input: SOFT_POD, env: { CASEHARD_REPORT: 'report.json' }, cwd })
    t.is(ran.exitCode, 0)
    t.regex(ran.stdout, /allowPrivilegeEscalation: false/)
    t.regex(ran.stderr, /^casehard: 1 pod/)
    t.is(JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8')).casehard, VERSION)
  }))

test('every command runs from the built program', (t) =>
  inFolder(async (cwd) => {
    await writeFile(join(cwd, 'pod.yaml'), SOFT_POD)
    const check = await casehard(['check', 'pod.yaml'], { cwd })
    t.deepEqual([check.exitCode, check.stderr], [1, ''])
    t.is((await casehard(['--version'])).stdout, `${VERSION}\n`)
    t.true((await casehard(['--help'])).stdout.startsWith('Examples:\n  helm'))
    t.regex((await casehard(['completion'], { env: { SHELL: '/bin/bash' } })).stdout, /complete -o bashdefault/)
    t.regex((await casehard(['completion'], { env: { SHELL: '/bin/zsh' } })).stdout, /^#compdef casehard/)
    t.regex((await casehard(['--get-yargs-completions', 'casehard', 'ch'])).stdout, /^check$/m)
    const weighed = await casehard(['explain', 'po/web', '-f', 'pod.yaml', '-f', '-'], { input: '# nothing\n', cwd })
    t.deepEqual([weighed.exitCode, weighed.stderr], [0, ''])
    t.regex(weighed.stdout, /^Pod web {2}pod\.yaml:1\n.*^! run-as-non-root .*^Compliant$/ms)
    const absent = await casehard(['explain', 'po/wbe', '-f', 'pod.yaml'], { cwd })
    t.deepEqual([absent.exitCode, absent.stdout], [2, ''])
    const explain = await casehard(['explain'])
    t.deepEqual([explain.exitCode, explain.stdout.trimEnd().split('\n').length], [0, RULES.length])
    t.is((await casehard(['explain', 'no-privileged'])).exitCode, 0)
  }))

test('config init and config check run from the built program, one into the other', (t) =>
  inFolder(async (cwd) => {
    const input = SOFT_POD.replace('spec:\n', 'spec:\n  hostNetwork: true\n')
    await writeFile(join(cwd, 'pod.yaml'), input)
    const init = await casehard(['config', 'init', '-f', '-'], { input, cwd })
    t.deepEqual([init.exitCode, init.stderr], [0, ''])
    await writeFile(join(cwd, 'casehard.yaml'), init.stdout.replaceAll(/^(\s*)# /gm, '$1'))
    const check = await casehard(['config', 'check', '-f', 'pod.yaml'], { cwd })
    t.deepEqual([check.exitCode, check.stderr], [0, ''])
    t.regex(check.stdout, /^ {2}\+ no-host-namespaces {2}Pod web \(pod\.yaml:6\)$/m)
    const stale = await casehard(['config', 'check', '-f', '-', '--fail-on', 'stale'], { input: SOFT_POD, cwd })
    t.is(stale.exitCode, 1)
    t.regex(stale.stderr, /^casehard: \d+ stale exemptions? \(casehard\.yaml:\d+/)
    const filter = await casehard(['--quiet'], { input: SOFT_POD, cwd })
    t.is(filter.exitCode, 1)
    t.regex(filter.stderr, /stale exemptions? \(casehard\.yaml:\d+.*; exit code 1 because of casehard\.yaml\n$/)
    t.is((await casehard(['config', 'chekc'], { cwd })).exitCode, 2)
    const completion = await casehard(['--get-yargs-completions', 'casehard', 'config', ''], { cwd })
    t.is(completion.stdout, 'init\ncheck\nfrom-psp\n')
  }))

test('plugin helm writes a complete plugin to a new, an existing and the current folder', (t) =>
  inFolder(async (cwd) => {
    for (const dir of ['a/plugin', 'a/plugin', '.']) {
      const place = dir === '.' ? join(cwd, 'a', 'plugin') : cwd
      const { exitCode, stderr } = await casehard(['plugin', 'helm', '--dir', dir], { cwd: place })
      t.deepEqual([exitCode, stderr], [0, ''])
      t.deepEqual((await readdir(join(cwd, 'a', 'plugin'))).sort(), ['dist', 'plugin.yaml'])
    }
    const dist = join(cwd, 'a', 'plugin', 'dist')
    const [program = '', ...words] = TESTED === BUNDLE ? [command, join(dist, 'start.cjs')] : [join(dist, 'casehard')]
    const written = await execa(program, [...words, 'helm-post-render'], { input: SOFT_POD })
    t.regex(written.stdout, /allowPrivilegeEscalation: false/)
    const refused = await execa(program, [...words, 'helm-post-render', '--profile=x'], { input: SOFT_POD })
    t.regex(refused.stdout, /^\|2-\n {2}--profile: unknown profile "x"/)
    t.is((await casehard(['plugin', 'helm', '--dir', 'a'], { cwd })).exitCode, 2)
  }))

test('exit codes reach the caller, and stdout is empty on errors', async (t) => {
  const codeOf = async (args: string[], input: string | Uint8Array) => {
    const { exitCode, stdout } = await casehard(args, { input })
    return [exitCode, stdout !== '']
  }
  t.deepEqual(await codeOf([], SOFT_POD), [0, true])
  t.deepEqual(await codeOf(['--fail-on', 'changed'], SOFT_POD), [1, true])
  t.deepEqual(await codeOf(['--profile', 'absent'], SOFT_POD), [2, false])
  t.deepEqual(await codeOf(['chekc'], SOFT_POD), [2, false])
  t.deepEqual(await codeOf([], Uint8Array.of(0x6b, 0xff)), [3, false])
})

test('without any stdin there is one comment line', async (t) => {
  const { exitCode, stdout } = await execa(command, own, { stdin: 'ignore', stripFinalNewline: false })
  t.is(exitCode, 0)
  t.regex(stdout, /^#[^\n]*\n$/)
})

test('a folder as stdin is refused and not taken for empty input', async (t) => {
  const ran = await shell('casehard < /')
  t.deepEqual([ran.exitCode, ran.stdout], [3, ''])
  t.regex(ran.stderr, /^stdin: reading failed \(it is a folder\)/)
})

test('a reader that goes away ends the filter quietly', (t) =>
  inFolder(async (folder) => {
    const file = join(folder, 'in.yaml')
    await writeFile(file, inertStream(5_000_000))
    const { stdout, stderr } = await shell('{ casehard --quiet < "$1"; echo "code $?" >&2; } | head -n 1', file)
    t.is(stdout, '---')
    t.is(stderr, 'code 0')
  }))

test('5 MB arrive whole through a slow pipe', async (t) => {
  const input = inertStream(5_000_000)
  const child = execa(command, [...own, '--quiet'], { input, buffer: false })
  const pieces: Buffer[] = []
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    pieces.push(piece)
    if (pieces.length % 10 === 1) await sleep(5)
  }
  t.is((await child).exitCode, 0)
  t.true(Buffer.concat(pieces).equals(Buffer.from(input)))
})

test('input that comes slowly is read to its end', async (t) => {
  const child = execa(command, [...own, '--quiet'])
  for (const line of SOFT_POD.match(/.*\n/g) ?? []) {
    child.stdin.write(line)
    await sleep(10)
  }
  child.stdin.end()
  const { exitCode, stdout } = await child
  t.is(exitCode, 0)
  t.regex(stdout, /allowPrivilegeEscalation: false/)
})

test('a report to stderr does not truncate the file that stderr is', (t) =>
  inFolder(async (folder) => {
    const [log, input] = [join(folder, 'log.txt'), join(folder, 'in.yaml')]
    await writeFile(log, 'before\n')
    await writeFile(input, SOFT_POD)
    t.is((await shell('casehard --report text=/dev/stderr < "$1" 2>> "$2"', input, log)).exitCode, 0)
    t.regex(await readFile(log, 'utf8'), /^before\ncasehard: 1 pod/)
  }))
