import { dirname } from 'node:path'
import type { Io } from './io.ts'
import { main } from './main.ts'

/** What a test gives to a run; everything has a harmless default. */
export interface Given {
  stdin?: string | Uint8Array | AsyncIterable<Uint8Array>
  stdinIsTTY?: boolean
  stdoutIsTTY?: boolean
  stderrIsTTY?: boolean
  env?: Record<string, string>
  cwd?: string
  today?: string
  /** Files by absolute path; their folders exist, and no others. */
  files?: Record<string, string | Uint8Array>
  /** Stands for the real writing to stdout. */
  writeStdout?: (text: string) => Promise<void>
}

export interface Ran {
  code: number
  stdout: string
  stderr: string
  /** All files after the run, as text. */
  files: Record<string, string>
  /** What was written where, in order. */
  writes: string[]
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

const toBytes = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text)

async function* inPieces(text: string | Uint8Array): AsyncIterable<Uint8Array> {
  yield toBytes(text)
}

/** Runs the command with a world of its own, without a process. */
export const run = async (argv: readonly string[], given: Given = {}): Promise<Ran> => {
  const { stdin = '', cwd = '/project' } = given
  const files = new Map(Object.entries(given.files ?? {}).map(([path, text]) => [path, toBytes(text)]))
  const ran: Ran = { code: 0, stdout: '', stderr: '', files: {}, writes: [] }
  const folders = new Set([cwd, ...[...files.keys()].map(dirname)])
  const write = async (text: string) => {
    ran.writes.push('stdout')
    ran.stdout += text
  }
  const io: Io = {
    stdin: {
      isTTY: given.stdinIsTTY ?? false,
      read: () => (typeof stdin === 'string' || stdin instanceof Uint8Array ? inPieces(stdin) : stdin),
    },
    stdout: { isTTY: given.stdoutIsTTY ?? false, write: given.writeStdout ?? write },
    stderr: {
      isTTY: given.stderrIsTTY ?? false,
      write: (text) => {
        ran.writes.push('stderr')
        ran.stderr += text
      },
    },
    env: given.env ?? {},
    cwd,
    today: given.today ?? '2026-11-21',
    exists: (path) => files.has(path) || folders.has(path),
    isFolder: (path) => folders.has(path),
    makeFolder: (path) => {
      if (files.has(path)) throw systemError('EEXIST')
      for (let folder = path; !folders.has(folder); folder = dirname(folder)) folders.add(folder)
    },
    readFile: (path) => {
      const bytes = files.get(path)
      if (bytes === undefined) throw systemError('ENOENT')
      return bytes
    },
    writeFile: (path, text, mode) => {
      if (!folders.has(dirname(path))) throw systemError('ENOENT')
      const before = mode === 'append' ? (files.get(path) ?? new Uint8Array()) : new Uint8Array()
      files.set(path, Buffer.concat([before, Buffer.from(text)]))
      ran.writes.push(path)
    },
  }
  ran.code = await main(argv, io)
  ran.files = Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]))
  return ran
}

/** A pod that is hardened by nobody. */
export const SOFT_POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: registry.example/team/app:1.4.2
`
