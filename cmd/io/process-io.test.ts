import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { processIo } from './process-io.ts'

const { checkWritable, spawn } = processIo()
const seconds = 1000

const sh = (script: string, ...args: string[]) => spawn(['sh', '-c', script, 'sh', ...args], { timeout: 60 * seconds })

test('asking whether a file may be written neither makes nor empties it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-io-'))
  const [there, absent, pipe] = ['there', 'absent', 'pipe'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(there, 'before')
  await execa('mkfifo', [pipe])
  for (const path of [there, absent, pipe, '/dev/null']) t.notThrows(() => checkWritable(path))
  t.is(readFileSync(there, 'utf8'), 'before')
  t.false(existsSync(absent))
})

test('what cannot be written is named as the system does', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-io-'))
  const [file, below] = [join(folder, 'file'), join(folder, 'below')]
  writeFileSync(file, '')
  mkdirSync(below)
  symlinkSync('below', join(folder, 'link'))
  t.throws(() => checkWritable(below), { code: 'EISDIR' })
  t.throws(() => checkWritable(join(folder, 'link')), { code: 'EISDIR' })
  t.throws(() => checkWritable(join(folder, 'absent', 'file')), { code: 'ENOENT' })
  t.throws(() => checkWritable(join(file, 'report')), { code: 'ENOTDIR' })
})

test('a program that is asked for something has no stdin, and its streams are kept apart', async (t) => {
  const ended = await sh('cat; printf out; printf err >&2')
  t.like(ended, { exitCode: 0, stderr: 'err', timedOut: false })
  t.is(Buffer.from(ended.stdout).toString(), 'out')
})

test('exit codes, signals and start errors are distinguished', async (t) => {
  t.like(await sh('exit 3'), { exitCode: 3, signal: undefined, code: undefined })
  t.like(await sh('kill -KILL $$'), { exitCode: undefined, signal: 'SIGKILL', code: undefined })
  t.like(await spawn(['casehard-is-not-here'], { timeout: seconds }), { exitCode: undefined, code: 'ENOENT' })
  t.like(await spawn([tmpdir()], { timeout: seconds }), { exitCode: undefined, code: 'EACCES' })
  t.like(await spawn([''], { timeout: seconds }), { exitCode: undefined, signal: undefined })
})

test('bytes come through as they are', async (t) => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, value) => value))
  const file = join(mkdtempSync(join(tmpdir(), 'casehard-io-')), 'bytes')
  writeFileSync(file, bytes)
  t.deepEqual(Buffer.from((await sh('cat "$1"', file)).stdout), bytes)
})

test('a program that does not end is killed', async (t) => {
  t.like(await spawn(['sleep', '60'], { timeout: 100 }), { timedOut: true, exitCode: undefined })
})

test('background processes are awaited only if the program succeeded', async (t) => {
  const failed = await sh('sleep 60 & echo $! >&2; exit 3')
  t.is(failed.exitCode, 3)
  t.regex(failed.stderr, /^\d+\n$/)
  process.kill(Number.parseInt(failed.stderr, 10))
  const good = await sh('(sleep 0.2; printf late) &')
  t.is(Buffer.from(good.stdout).toString(), 'late')
})

test('a path that cannot exist is not a folder and not a bug', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-io-'))
  const [file, loop] = [join(folder, 'file'), join(folder, 'loop')]
  writeFileSync(file, '')
  symlinkSync(loop, loop)
  for (const path of [join(file, 'below'), loop, join(folder, 'n'.repeat(300))]) t.false(processIo().isFolder(path))
  t.true(processIo().isFolder(folder))
})
