import { lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { filesBelow } from '../../support/hardening.ts'
import { BUNDLE, EXECUTABLE, type Program, shellWords } from '../../support/programs.ts'
import { makeFolder } from '../../support/slots.ts'

/** What a run left: all that a caller can see of it. */
export interface Seen {
  code: number | undefined
  stdout: string
  stderr: string
  /** The files in its working directory, which was empty, as base64. */
  files: Record<string, string>
}

/** What a run is given. */
export interface Given {
  input?: string | Uint8Array
  env?: Record<string, string>
  /** Puts files into the working directory. */
  prepare?: (cwd: string) => void
}

/** The default variables of a run: no home, and no variables of the test process. */
const ENV = { PATH: process.env.PATH ?? '', CASEHARD_CONFIG: 'none', CASEHARD_TODAY: '2026-01-01' }

const see = async (cwd: string, command: string, args: readonly string[], given: Given): Promise<Seen> => {
  const { input = '', env, prepare } = given
  mkdirSync(cwd)
  prepare?.(cwd)
  const before = filesBelow(cwd, '')
  const { exitCode, stdout, stderr } = await execa(command, args, {
    cwd,
    env: { ...ENV, ...env },
    extendEnv: false,
    reject: false,
    encoding: 'buffer',
    stripFinalNewline: false,
    input,
  })
  const left = filesBelow(cwd, '').filter((path) => !before.includes(path) && lstatSync(path).isFile())
  const files = Object.fromEntries(left.map((path) => [path.slice(cwd.length), readFileSync(path).toString('base64')]))
  rmSync(cwd, { recursive: true })
  return { code: exitCode, stdout: textOf(stdout), stderr: textOf(stderr), files }
}

/** Converts UTF-8 to text, so that differences are readable; returns other bytes unchanged. */
const textOf = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString()
  return Buffer.from(text).equals(buffer) ? text : buffer.toString('base64')
}

/** Runs both programs, one after the other, in the same folder, because messages may contain its name. */
const inTurn = async (run: (program: Program, cwd: string) => Promise<Seen>): Promise<[Seen, Seen]> => {
  const folder = makeFolder()
  const cwd = join(folder, 'work')
  const seen: [Seen, Seen] = [await run(EXECUTABLE, cwd), await run(BUNDLE, cwd)]
  rmSync(folder, { recursive: true })
  return seen
}

/** Runs the executable, and the bundle with Node.js, in an empty folder. */
export const runBoth = (args: readonly string[], given: Given = {}): Promise<[Seen, Seen]> =>
  inTurn(({ command, args: own }, cwd) => see(cwd, command, [...own, ...args], given))

/** The same of a line of shell in which `casehard` is the program. */
export const shellBoth = (script: string, given: Given = {}): Promise<[Seen, Seen]> =>
  inTurn((program, cwd) => see(cwd, 'sh', ['-c', `casehard() { ${shellWords(program)} "$@"; }\n${script}`], given))
