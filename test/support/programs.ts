import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { PROGRAM } from './streams.ts'

/** A built casehard: what is started, and the arguments before those of the caller. */
export interface Program {
  name: string
  /** Absolute path. */
  command: string
  args: readonly string[]
}

/** The bundle under the Node that runs the tests. */
export const BUNDLE: Program = {
  name: 'the bundle under Node',
  command: process.execPath,
  args: [resolve('dist/casehard.cjs')],
}

/** What `npm run executable` builds. */
export const EXECUTABLE: Program = {
  name: 'the executable',
  command: resolve('executable', process.platform === 'win32' ? 'casehard.exe' : 'casehard'),
  args: [],
}

/** Whether the executable is there. */
export const hasExecutable = (): boolean => existsSync(EXECUTABLE.command)

const chooseTested = (): Program => {
  if (process.env.TESTED_PROGRAM !== 'executable') return BUNDLE
  if (hasExecutable()) return EXECUTABLE
  throw new Error(`${EXECUTABLE.command} is missing: run npm run executable`)
}

/** The program that tests start: the bundle, or what the variable TESTED_PROGRAM says: `executable`. */
export const TESTED = chooseTested()

/** The file that stands for the tested program on a PATH: of the package, npm installs what starts the bundle. */
export const INSTALLED = TESTED === BUNDLE ? PROGRAM : TESTED.command

/** A program as a line of a POSIX shell. */
export const shellWords = ({ command, args }: Program): string =>
  [command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
