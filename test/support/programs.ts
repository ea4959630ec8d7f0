import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { PROGRAM } from './streams.ts'

/** A built casehard: the program, and the arguments in front of those of the caller. */
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

/** The program under test: the bundle, or with TESTED_PROGRAM=executable the executable. */
export const TESTED = chooseTested()

/** The file of the tested program for the PATH; for the package it is the bin that npm installs. */
export const INSTALLED = TESTED === BUNDLE ? PROGRAM : TESTED.command

/** A program as a line of a POSIX shell. */
export const shellWords = ({ command, args }: Program): string =>
  [command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
