import { delimiter, join, resolve } from 'node:path'
import { systemCause } from '../../cli/failure.ts'
import type { Io } from '../../io/io.ts'

/** A way of calling casehard, and the line to type. */
export interface Way {
  way: string
  line: string
  /** What has to be done first; absent where the line works as it stands. */
  missing?: string
}

/** A program as the doctor found it; `path` is absent where it is not on the PATH. */
export interface Examined {
  program: string
  path?: string
  version?: string
  lines: Way[]
  /** What is wrong, and what to do. */
  problems: string[]
  notes: string[]
}

/** Milliseconds after which a program that was asked for its version is given up. */
const PATIENCE = 10_000

/** A program on the PATH, or what is wrong with it. */
export interface Answer {
  stdout: string
  stderr: string
  /** What went wrong, for people; absent where the program ended well. */
  problem?: string
}

/** Path of a program that the PATH leads to; undefined where it leads to none. */
export const findOnPath = ({ env, cwd, exists, isFolder }: Io, name: string): string | undefined => {
  // Windows finds a program by its extension: https://learn.microsoft.com/windows-server/administration/windows-commands/path
  const names = ['', ...(env.PATHEXT?.split(';') ?? [])].map((extension) => `${name}${extension}`)
  const folders = (env.PATH ?? '').split(delimiter).map((folder) => resolve(cwd, folder))
  return folders
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find((path) => exists(path) && !isFolder(path))
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

/** Runs a program and waits for a while; it gets no stdin, and what is asked needs no cluster. */
export const ask = async (io: Io, command: readonly string[]): Promise<Answer> => {
  const { stdout, stderr, exitCode, signal, code, timedOut } = await io.spawn(command, { timeout: PATIENCE })
  const answer = { stdout: Buffer.from(stdout).toString(), stderr }
  const what = `"${command.join(' ')}"`
  if (timedOut) return { ...answer, problem: `${what} gave no answer within ${PATIENCE / 1000} seconds` }
  if (code !== undefined)
    return { ...answer, problem: `${what} can not be run (${systemCause({ code, message: code })})` }
  if (exitCode === 0) return answer
  return { ...answer, problem: `${what} ended with ${signal ?? `exit code ${exitCode}`}: ${lastLine(stderr)}` }
}

/** A version as programs print it, among other words: major, minor, patch, and what follows. */
export interface Version {
  text: string
  numbers: readonly [number, number, number]
}

/** The first version in a text. */
export const versionIn = (text: string): Version | undefined => {
  const [, major, minor, patch, rest = ''] = /v?(\d+)\.(\d+)\.(\d+)(-[\w.-]+)?/.exec(text) ?? []
  if (major === undefined) return undefined
  return { text: `${major}.${minor}.${patch}${rest}`, numbers: [Number(major), Number(minor), Number(patch)] }
}

/** Whether a version comes before another one; what follows the numbers does not count. */
export const isBefore = ({ numbers }: Version, other: readonly [number, number, number]): boolean => {
  const at = numbers.findIndex((number, index) => number !== other[index])
  return at >= 0 && (numbers[at] as number) < (other[at] as number)
}
