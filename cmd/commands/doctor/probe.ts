import { delimiter, join, resolve } from 'node:path'
import { systemCause } from '../../cli/failure.ts'
import type { Io } from '../../io/io.ts'

/** A way to run casehard with a program, and its command line. */
export interface Invocation {
  way: string
  line: string
  /** What must be done first; absent if the command line works. */
  missing?: string
}

/** Creates an invocation. */
export const invocation = (way: string, line: string, missing: string | undefined): Invocation => ({
  way,
  line,
  ...(missing === undefined ? {} : { missing }),
})

/** The result for a program; `path` is absent if it is not on the PATH. */
export interface ProgramStatus {
  program: string
  path?: string
  version?: string
  lines: Invocation[]
  /** Problems and how to solve them. */
  problems: string[]
  notes: string[]
}

/** Timeout for a program, in milliseconds. */
const TIMEOUT = 10_000

/** The output of a program. */
export interface ProbeResult {
  stdout: string
  stderr: string
  /** The error message; absent if the program succeeded. */
  problem?: string
}

/** Finds a program on the PATH. */
export const findOnPath = ({ env, cwd, exists, isFolder }: Io, name: string): string | undefined => {
  // Windows adds one of these extensions: https://learn.microsoft.com/windows-server/administration/windows-commands/path
  const names = ['', ...(env.PATHEXT?.split(';') ?? [])].map((extension) => `${name}${extension}`)
  const folders = (env.PATH ?? '').split(delimiter).map((folder) => resolve(cwd, folder))
  return folders
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find((path) => exists(path) && !isFolder(path))
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

/** Runs a program without stdin, with a timeout. */
export const probe = async (io: Io, command: readonly string[]): Promise<ProbeResult> => {
  const { stdout, stderr, exitCode, signal, code, timedOut } = await io.spawn(command, { timeout: TIMEOUT })
  const output = { stdout: Buffer.from(stdout).toString(), stderr }
  const what = `"${command.join(' ')}"`
  if (timedOut) return { ...output, problem: `${what} did not end within ${TIMEOUT / 1000} seconds` }
  if (code !== undefined)
    return { ...output, problem: `${what} cannot be run (${systemCause({ code, message: code })})` }
  if (exitCode === 0) return output
  return { ...output, problem: `${what} ended with ${signal ?? `exit code ${exitCode}`}: ${lastLine(stderr)}` }
}

/** A version: major, minor, patch, and its full text including a suffix. */
export interface Version {
  text: string
  numbers: readonly [number, number, number]
}

/** Finds the first version in a text. */
export const versionIn = (text: string): Version | undefined => {
  const [, major, minor, patch, rest = ''] = /v?(\d+)\.(\d+)\.(\d+)(-[\w.-]+)?/.exec(text) ?? []
  if (major === undefined) return undefined
  return { text: `${major}.${minor}.${patch}${rest}`, numbers: [Number(major), Number(minor), Number(patch)] }
}

/** Whether a version is older than another; suffixes are ignored. */
export const isBefore = ({ numbers }: Version, other: readonly [number, number, number]): boolean => {
  const at = numbers.findIndex((number, index) => number !== other[index])
  return at >= 0 && (numbers[at] as number) < (other[at] as number)
}
