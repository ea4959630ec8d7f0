import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa, type Options } from 'execa'
import { SOFT_POD } from '../../cmd/testing.ts'
import { shellWords, TESTED } from '../support/programs.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'casehard-exec-'))
const POD = join(FOLDER, 'pod.yaml')
writeFileSync(POD, SOFT_POD)

const env = { PATH: process.env.PATH ?? '', CASEHARD_CONFIG: 'none', CASEHARD_QUIET: '1', POD }

const exec = (args: string[], options: Options = {}) =>
  execa(TESTED.command, [...TESTED.args, 'exec', ...args], {
    env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    stdin: 'ignore',
    ...options,
  })

const shell = (script: string, options: Options = {}) => exec(['--', 'sh', '-c', script], options)

/** Waits for output on stderr of a running program and returns it. */
const hear = (child: ReturnType<typeof exec>, word: string): Promise<string> =>
  new Promise((done, fail) => {
    let heard = ''
    child.stderr?.on('data', (piece: Buffer) => {
      heard += piece.toString()
      if (heard.includes(word)) done(heard)
    })
    child.then(() => fail(new Error(`it ended without saying ${word}: ${heard}`)), fail)
  })

test('what the program hardens in exec is what it hardens in a pipe', async (t) => {
  const pipe = await execa(TESTED.command, [...TESTED.args], { env, inputFile: POD, stripFinalNewline: false })
  const ran = await exec(['--', 'cat', POD])
  t.deepEqual([ran.exitCode, ran.stdout, ran.stderr], [0, pipe.stdout, ''])
})

for (const { title, script, code } of [
  { title: 'exits half-way', script: 'head -n 4 "$POD"; exit 3', code: 3 },
  { title: 'exits after all was printed', script: 'cat "$POD"; exit 1', code: 1 },
  { title: 'is killed half-way', script: 'head -n 4 "$POD"; kill -KILL $$', code: 137 },
  { title: 'ends itself by SIGTERM', script: 'cat "$POD"; kill -TERM $$', code: 143 },
])
  test(`a command that ${title} leaves stdout empty and its exit code to the caller`, async (t) => {
    const ran = await shell(script)
    t.deepEqual([ran.exitCode, ran.stdout], [code, ''])
    t.regex(String(ran.stderr), /^casehard: exec: sh .*; nothing is written/)
  })

test('background processes of a failed command are not awaited', async (t) => {
  // Longer than a test may take.
  const ran = await shell('sleep 600 2> /dev/null & echo "left $!" >&2; exit 4')
  const [, pid] = /left (\d+)/.exec(String(ran.stderr)) ?? []
  process.kill(Number.parseInt(pid as string, 10))
  t.deepEqual([ran.exitCode, ran.stdout], [4, ''])
})

test('if a command is killed, stdout is empty', async (t) => {
  const child = shell('cat "$POD"; echo "pid $$ is up" >&2; exec sleep 60')
  const [, pid] = /pid (\d+) is up/.exec(await hear(child, 'is up')) ?? []
  process.kill(Number.parseInt(pid as string, 10), 'SIGKILL')
  const { exitCode, stdout } = await child
  t.deepEqual([exitCode, stdout], [137, ''])
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  const name = signal.slice('SIG'.length)
  const wait = 'echo up >&2; while :; do sleep 0.05; done'
  const codes: Record<typeof signal, number> = { SIGTERM: 143, SIGINT: 130, SIGHUP: 129 }

  test(`${signal} reaches the command, which may clean up and choose its exit code`, async (t) => {
    const child = shell(`trap 'echo cleaned >&2; exit 5' ${name}; cat "$POD"; ${wait}`)
    await hear(child, 'up')
    child.kill(signal)
    const { exitCode, stdout, stderr } = await child
    t.deepEqual([exitCode, stdout], [5, ''])
    t.regex(String(stderr), /^up\ncleaned\ncasehard: exec: sh ended with exit code 5; /)
  })

  test(`a command that answers ${signal} with success has not succeeded`, async (t) => {
    const child = shell(`trap 'exit 0' ${name}; cat "$POD"; ${wait}`)
    await hear(child, 'up')
    child.kill(signal)
    const { exitCode, stdout } = await child
    t.deepEqual([exitCode, stdout], [codes[signal], ''])
  })

  test(`a command that ends by ${signal} gives 128 plus the signal number`, async (t) => {
    const child = shell('cat "$POD"; echo up >&2; exec sleep 60')
    await hear(child, 'up')
    child.kill(signal)
    const { exitCode, stdout, signal: diedBy } = await child
    t.deepEqual([exitCode, stdout, diedBy], [codes[signal], '', undefined])
  })
}

test('stderr of the command is printed while it runs, before messages of casehard', async (t) => {
  const child = shell('echo first >&2; read -r go; cat "$POD"; echo "then $go" >&2', {
    stdin: 'pipe',
    env: { ...env, CASEHARD_QUIET: 'no' },
  })
  t.is(await hear(child, 'first'), 'first\n')
  child.stdin?.end('on\n')
  const { exitCode, stderr } = await child
  t.is(exitCode, 0)
  t.regex(String(stderr), /^first\nthen on\ncasehard: 1 pod/)
})

test('a command may read stdin, byte for byte, and stdin may be empty', async (t) => {
  const piped = await exec(['--', 'cat'], { stdin: 'pipe', input: SOFT_POD })
  t.regex(String(piped.stdout), /allowPrivilegeEscalation: false/)
  t.is((await exec(['--', 'cat'])).stdout, '# casehard: no manifests\n')
  t.is((await exec(['--', 'cat', POD])).exitCode, 0)
  const closed = await execa('sh', ['-c', `${shellWords(TESTED)} exec -- cat <&-`], { env, extendEnv: false })
  t.is(closed.stdout, '# casehard: no manifests')
})

test('a reader that goes away ends exec quietly', async (t) => {
  const big = join(FOLDER, 'big.yaml')
  writeFileSync(big, 'apiVersion: v1\nkind: Secret\n---\n'.repeat(100_000))
  const script = `{ ${shellWords(TESTED)} exec -- cat "$1"; echo "code $?" >&2; } | head -n 1`
  const ran = await execa('sh', ['-c', script, 'sh', big], { env, extendEnv: false })
  t.deepEqual([ran.stdout, ran.stderr], ['apiVersion: v1', 'code 0'])
})

test('commands that cannot be run or found have the exit codes of env', async (t) => {
  t.deepEqual([(await exec(['--', POD])).exitCode, (await exec(['--', 'casehard-is-not-here'])).exitCode], [126, 127])
  t.is((await exec([])).exitCode, 125)
})

test('a report that cannot be written is an error before the command starts', async (t) => {
  const marker = join(FOLDER, 'started')
  const ran = await exec(['--report', join(FOLDER, 'absent', 'report.json'), '--', 'touch', marker])
  t.deepEqual([ran.exitCode, ran.stdout, existsSync(marker)], [125, '', false])
})

test('the report of a failed command contains the error', async (t) => {
  const report = join(FOLDER, 'failed.json')
  await exec(['--report', report, '--', 'sh', '-c', 'exit 3'])
  t.like(JSON.parse(readFileSync(report, 'utf8')).error, { code: 'command' })
})
