import { type DiskFaults, fakeDisk } from '../files/testing.ts'
import { fakeFiles, foldersAbove, toBytes } from './files-testing.ts'
import type { Ended, Io, SpawnMode } from './io.ts'

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
  /** The program's file, where it is an executable of its own. */
  executable?: string
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

/** What a run did. */
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

async function* inPieces(text: string | Uint8Array): AsyncIterable<Uint8Array> {
  yield toBytes(text)
}

/** A world without an outside: files, streams and programs are those that a test gives; what is done in it goes to `ran`. */
export const fakeIo = (given: Given, ran: Ran): { io: Io; files: Map<string, Uint8Array> } => {
  const { stdin = '', cwd = '/project' } = given
  const files = new Map(Object.entries(given.files ?? {}).map(([path, text]) => [path, toBytes(text)]))
  const links = new Map(Object.entries(given.links ?? {}))
  const folders = new Set(['/', cwd, ...[...files.keys(), ...links.keys()].flatMap(foldersAbove)])
  const world = { files, links, folders }
  const io: Io = {
    ...fakeFiles(world, given.faults ?? {}, ran.writes),
    disk: fakeDisk(world, given.diskFaults, ran.writes),
    stdin: {
      isTTY: given.stdinIsTTY ?? false,
      read: () => (typeof stdin === 'string' || stdin instanceof Uint8Array ? inPieces(stdin) : stdin),
    },
    stdout: {
      isTTY: given.stdoutIsTTY ?? false,
      write:
        given.writeStdout ??
        (async (text) => {
          ran.writes.push('stdout')
          ran.stdout += text
        }),
    },
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
    programFolder: given.programFolder ?? '/package/dist',
    ...(given.executable === undefined ? {} : { executable: given.executable }),
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
  return { io, files }
}
