import { type DiskFaults, fakeDisk, USER } from '../files/testing.ts'
import { fakeFiles, foldersAbove, toBytes } from './files-testing.ts'
import type { Io, ProcessResult, SpawnMode, Terminal } from './io.ts'

/** The environment of a run in a test; everything has a default. */
export interface RunSetup {
  stdin?: string | Uint8Array | AsyncIterable<Uint8Array>
  stdinIsTTY?: boolean
  stdoutIsTTY?: boolean
  stderrIsTTY?: boolean
  /** The width of stderr. */
  columns?: number
  env?: Record<string, string>
  cwd?: string
  today?: string
  /** Files by absolute path; their folders exist, and no other folders. */
  files?: Record<string, string | Uint8Array>
  /** The folder that contains the program. */
  programFolder?: string
  /** The path of the program if it is a standalone executable. */
  executable?: string
  /** Error codes by operation and (target) path, e.g. `move /a/b`; each error occurs once. */
  faults?: Record<string, string>
  /** Programs on the PATH by name; each is a function from arguments to its result. */
  programs?: Record<string, (args: readonly string[], mode: SpawnMode) => FakeExit>
  runtime?: Io['runtime']
  /** Targets of symbolic links by absolute path. */
  links?: Record<string, string>
  /** Owners of files by absolute path; by default the user. */
  owners?: Record<string, number>
  /** Errors when files are replaced. */
  diskFaults?: DiskFaults
  /** The terminal that the user types on. */
  terminal?: Terminal
  /** Replaces the function that writes to stdout. */
  writeStdout?: (text: string) => Promise<void>
}

/** The result of a fake program; by default exit code 0 without output. */
export type FakeExit = Partial<Omit<ProcessResult, 'stdout'>> & { stdout?: string | Uint8Array }

/** The result of a run. */
export interface RunResult {
  code: number
  stdout: string
  stderr: string
  /** All files after the run, as text. */
  files: Record<string, string>
  /** Paths and streams that were written to, in order. */
  writes: string[]
  /** Programs that were started, with their arguments. */
  spawned: string[][]
}

async function* toChunks(text: string | Uint8Array): AsyncIterable<Uint8Array> {
  yield toBytes(text)
}

/** Creates an io without a process, with the files, streams and programs of a test; effects are recorded in `result`. */
export const fakeIo = (setup: RunSetup, result: RunResult): { io: Io; files: Map<string, Uint8Array> } => {
  const { stdin = '', cwd = '/project' } = setup
  const files = new Map(Object.entries(setup.files ?? {}).map(([path, text]) => [path, toBytes(text)]))
  const links = new Map(Object.entries(setup.links ?? {}))
  const folders = new Set(['/', cwd, ...[...files.keys(), ...links.keys()].flatMap(foldersAbove)])
  const fileSystem = { files, links, folders, owners: setup.owners ?? {} }
  const io: Io = {
    ...fakeFiles(fileSystem, setup.faults ?? {}, result.writes),
    disk: fakeDisk(fileSystem, setup.diskFaults, result.writes),
    stdin: {
      isTTY: setup.stdinIsTTY ?? false,
      read: () => (typeof stdin === 'string' || stdin instanceof Uint8Array ? toChunks(stdin) : stdin),
    },
    stdout: {
      isTTY: setup.stdoutIsTTY ?? false,
      write:
        setup.writeStdout ??
        (async (text) => {
          result.writes.push('stdout')
          result.stdout += text
        }),
    },
    stderr: {
      isTTY: setup.stderrIsTTY ?? false,
      columns: setup.columns,
      write: (text) => {
        result.writes.push('stderr')
        result.stderr += text
      },
    },
    openTerminal: async () => setup.terminal,
    env: setup.env ?? {},
    cwd,
    user: USER,
    today: setup.today ?? '2026-11-21',
    programFolder: setup.programFolder ?? '/package/dist',
    ...(setup.executable === undefined ? {} : { executable: setup.executable }),
    runtime: setup.runtime ?? { name: 'node', version: '20.20.2' },
    spawn: async (command, mode) => {
      const [name = '', ...args] = command
      result.spawned.push([...command])
      const program = setup.programs?.[name]
      if (program === undefined) return { stdout: new Uint8Array(), stderr: '', timedOut: false, code: 'ENOENT' }
      const exit = { timedOut: false, stderr: '', ...program(args, mode) }
      if (mode === 'foreground') result.stderr += exit.stderr
      const died = exit.signal !== undefined || exit.code !== undefined || exit.timedOut
      return { ...(died ? {} : { exitCode: 0 }), ...exit, stdout: toBytes(exit.stdout ?? '') }
    },
  }
  return { io, files }
}
