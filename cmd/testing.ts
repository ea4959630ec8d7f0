import { dirname } from 'node:path'
import { type DiskFaults, fakeDisk } from './files/testing.ts'
import type { Ended, Io, SpawnMode } from './io.ts'
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
  /** The folder that the program is in. */
  programFolder?: string
  /** Codes of errors by operation and path (where it writes, if there are two), as `move /a/b`; each comes once. */
  faults?: Record<string, string>
  /** Programs on the PATH by name, and how each comes to its end when it is given these arguments. */
  programs?: Record<string, (args: readonly string[], mode: SpawnMode) => Faked>
  runtime?: Io['runtime']
  /** Symbolic links by absolute path, and where they lead. */
  links?: Record<string, string>
  /** What goes wrong when files are replaced. */
  diskFaults?: DiskFaults
  /** Stands for the real writing to stdout. */
  writeStdout?: (text: string) => Promise<void>
}

/** How a program of a test ends: with exit code 0 and without output, unless it says otherwise. */
export type Faked = Partial<Omit<Ended, 'stdout'>> & { stdout?: string | Uint8Array }

export interface Ran {
  code: number
  stdout: string
  stderr: string
  /** All files after the run, as text. */
  files: Record<string, string>
  /** What was written where, in order. */
  writes: string[]
  /** Programs that were started, with their arguments. */
  spawned: string[][]
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

const foldersAbove = (path: string): string[] =>
  dirname(path) === path ? [] : [...foldersAbove(dirname(path)), dirname(path)]

/** Whether a path is a folder's or of something in it. */
const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

const toBytes = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text)

async function* inPieces(text: string | Uint8Array): AsyncIterable<Uint8Array> {
  yield toBytes(text)
}

/** Runs the command with a world of its own, without a process. */
export const run = async (argv: readonly string[], given: Given = {}): Promise<Ran> => {
  const { stdin = '', cwd = '/project' } = given
  const files = new Map(Object.entries(given.files ?? {}).map(([path, text]) => [path, toBytes(text)]))
  const ran: Ran = { code: 0, stdout: '', stderr: '', files: {}, writes: [], spawned: [] }
  const links = new Map(Object.entries(given.links ?? {}))
  const folders = new Set(['/', cwd, ...[...files.keys(), ...links.keys()].flatMap(foldersAbove)])
  const faults = new Map(Object.entries(given.faults ?? {}))
  const mayFail = (operation: string, path: string): void => {
    const code = faults.get(`${operation} ${path}`)
    faults.delete(`${operation} ${path}`)
    if (code !== undefined) throw systemError(code)
  }
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
    disk: fakeDisk({ files, links, folders }, given.diskFaults, ran.writes),
    exists: (path) => files.has(path) || folders.has(path),
    isFolder: (path) => folders.has(path),
    readFile: (path) => {
      const bytes = files.get(path)
      if (bytes === undefined) throw systemError('ENOENT')
      return bytes
    },
    checkWritable: (path) => {
      if (folders.has(path)) throw systemError('EISDIR')
      if (!folders.has(dirname(path))) throw systemError('ENOENT')
    },
    writeFile: (path, content, mode) => {
      mayFail('write', path)
      if (!folders.has(dirname(path))) throw systemError('ENOENT')
      const before = mode === 'append' ? (files.get(path) ?? new Uint8Array()) : new Uint8Array()
      files.set(path, Buffer.concat([before, toBytes(content)]))
      ran.writes.push(path)
    },
    programFolder: given.programFolder ?? '/package/dist',
    list: (path) => {
      mayFail('list', path)
      const names = [...files.keys(), ...folders].flatMap((entry) =>
        entry.startsWith(`${path}/`) ? [entry.slice(path.length + 1).split('/')[0] as string] : [],
      )
      return [...new Set(names)].sort()
    },
    makeFolder: (path) => {
      mayFail('makeFolder', path)
      for (const folder of [...foldersAbove(path), path]) {
        if (files.has(folder)) throw systemError('ENOTDIR')
        folders.add(folder)
      }
    },
    makeExecutable: (path) => {
      if (!files.has(path)) throw systemError('ENOENT')
      ran.writes.push(`+x ${path}`)
    },
    move: (from, to) => {
      mayFail('move', to)
      for (const [path, bytes] of [...files].filter(([path]) => isIn(path, from))) {
        files.delete(path)
        files.set(to + path.slice(from.length), bytes)
      }
      for (const path of [...folders].filter((path) => isIn(path, from))) {
        folders.delete(path)
        folders.add(to + path.slice(from.length))
      }
    },
    remove: (path) => {
      mayFail('remove', path)
      for (const file of [...files.keys()].filter((file) => isIn(file, path))) files.delete(file)
      for (const folder of [...folders].filter((folder) => isIn(folder, path))) folders.delete(folder)
    },
    runtime: given.runtime ?? { name: 'node', version: '20.20.2' },
    spawn: async (command, mode) => {
      const [name = '', ...args] = command
      ran.spawned.push([...command])
      const program = given.programs?.[name]
      if (program === undefined) return { stdout: new Uint8Array(), stderr: '', timedOut: false, code: 'ENOENT' }
      const faked = { timedOut: false, stderr: '', ...program(args, mode) }
      if (mode === 'foreground') ran.stderr += faked.stderr
      const died = faked.signal !== undefined || faked.code !== undefined || faked.timedOut
      return { ...(died ? {} : { exitCode: 0 }), ...faked, stdout: toBytes(faked.stdout ?? '') }
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
