import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'

/** The key that the Helm plugin is signed with. */
export interface Signing {
  /** Name or address of the key. */
  key: string
  /** A file with the secret key, in the format of GnuPG 1, which is the only one that Helm reads. */
  keyring: string
  passphraseFile?: string
}

/** What all artefacts of a release have in common. */
export interface Making {
  version: string
  /** Time of everything in the artefacts, in seconds since 1970. */
  epoch: number
  /** The folder of the artefacts, absolute. */
  output: string
  /** A folder for intermediate files, absolute; a folder in it belongs to one artefact. */
  work: string
  signing?: Signing
}

/** Makes one kind of artefact; returns its files, relative to the output. Throws `Skipped` if a program is missing. */
export type Make = (making: Making) => string[]

/** An artefact cannot be made on this machine; the message says why and what would help. */
export class Skipped extends Error {}

/** Whether a program is on the PATH and runs. */
export const isThere = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0

/**
 * Runs a program and returns its output; what it prints to stderr is shown only if it fails. Throws an error if it fails.
 * @param variables replace those of the environment
 */
export const run = (
  command: readonly [string, ...string[]],
  { cwd, variables = {} }: { cwd?: string; variables?: NodeJS.ProcessEnv } = {},
): string => {
  const [program, ...args] = command
  // Settings of a surrounding npm run would reach npm, and those of casehard the program that is packed.
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|CASEHARD_)/i.test(name))
  const env = { ...Object.fromEntries(own), ...variables }
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...(cwd === undefined ? {} : { cwd }),
  })
  if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`)
  if (status !== 0) throw new Error(`${command.join(' ')} ended with exit code ${status}:\n${stderr}${stdout}`)
  return stdout
}

/** Makes a new folder for intermediate files. */
export const makeWork = ({ work }: Making, name: string): string => {
  const folder = join(work, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Lists the files below a folder, sorted, relative to it. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()

/** Gives a folder and all in it the time of the release, which archives copy. */
export const setTimes = (folder: string, epoch: number): void => {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    utimesSync(join(folder, name), epoch, epoch)
  utimesSync(folder, epoch, epoch)
}
