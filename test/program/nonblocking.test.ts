import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { SOFT_POD } from '../../cmd/testing.ts'
import { shellWords, TESTED } from '../support/programs.ts'

/** 5 MB that pass through as they are. */
const BLOB =
  `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: blob\ndata:\n  blob: ${'QUJD'.repeat(250)}\n`.repeat(4700)

interface Ends {
  /** The end that the program is given: it does not block, as an SSH session or a terminal of node leaves it. */
  given: Socket
  /** The end of the test. */
  ours: Socket
}

/** Two ends of a stream whose reads and writes fail with EAGAIN instead of waiting. */
const connect = async (use: (ends: Ends) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'casehard-'))
  const path = join(folder, 'socket')
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true })
  try {
    const given = new Promise<Socket>((resolve) => server.once('connection', resolve))
    await new Promise<void>((resolve) => server.listen(path, resolve))
    const ours = createConnection({ path, allowHalfOpen: true })
    await use({ given: await given, ours })
    ours.destroy()
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
}

/** Starts the program with a stream in place of one of its own; node would make it block as those. */
const start = (redirection: '<&3' | '>&3' | '2>&3', given: Socket, words = '--quiet'): ChildProcess => {
  const script = `exec ${shellWords(TESTED)} ${words} ${redirection} 3>&-`
  const env = { CASEHARD_CONFIG: 'none' }
  const child = spawn('sh', ['-c', script], { env, stdio: ['pipe', 'pipe', 'inherit', given] })
  given.destroy()
  return child
}

const textOf = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

test('a stdin that does not block is read to its end', (t) =>
  connect(async ({ given, ours }) => {
    const child = start('<&3', given)
    const stdout = textOf(child.stdout as AsyncIterable<Buffer>)
    // More than the system holds back: what is behind it comes to a program that has to wait for it.
    await new Promise((resolve) => ours.write(BLOB, resolve))
    await sleep(50)
    ours.end(`---\n${SOFT_POD}`)
    t.regex(await stdout, /kind: Secret[\s\S]*allowPrivilegeEscalation: false/)
  }))

test('a non-blocking stdout with a slow reader receives all of 5 MB', (t) =>
  connect(async ({ given, ours }) => {
    const child = start('>&3', given)
    const code = new Promise((resolve) => child.once('close', resolve))
    child.stdin?.end(BLOB)
    const pieces: Buffer[] = []
    for await (const piece of ours as AsyncIterable<Buffer>) {
      pieces.push(piece)
      await turn()
    }
    t.is(await code, 0)
    t.true(Buffer.concat(pieces).equals(Buffer.from(BLOB)))
  }))

test('a non-blocking stderr with a slow reader receives the whole report', (t) =>
  connect(async ({ given, ours }) => {
    const pods = Array.from({ length: 1500 }, (_, i) => `---\n${SOFT_POD.replace('web', `web-${i}`)}`).join('')
    const child = start('2>&3', given, '--report text=/dev/stderr')
    const stdout = textOf(child.stdout as AsyncIterable<Buffer>)
    child.stdin?.end(pods)
    const pieces: Buffer[] = []
    for await (const piece of ours as AsyncIterable<Buffer>) {
      pieces.push(piece)
      await turn()
    }
    const report = Buffer.concat(pieces).toString()
    t.true(report.length > 1_000_000, String(report.length))
    const titles = report.match(/^Pod \S+/gm) ?? []
    t.deepEqual([titles.length, titles[0], titles.at(-1)], [1500, 'Pod web-0', 'Pod web-1499'])
    t.regex(await stdout, /name: web-1499/)
  }))
