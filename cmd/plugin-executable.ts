import { basename, join, resolve } from 'node:path'
import { isOfVersion, type Platform, platformOf } from './executable.ts'
import { systemCause, usageFailure } from './failure.ts'
import type { Io } from './io.ts'
import { single, type Values } from './values.ts'
import { VERSION } from './version.ts'

/** An executable that is to become a plugin's program. */
export interface Executable extends Platform {
  /** Absolute. */
  path: string
}

const ADVICE = 'name the file that npm run executable has built from this version'

/** What npm run executable leaves beside the program that runs by Node. */
const findBuilt = (io: Io): string => {
  const folder = join(io.programFolder, '..', 'executable')
  const path = ['casehard', 'casehard.exe'].map((name) => join(folder, name)).find((file) => io.exists(file))
  if (path !== undefined) return path
  throw usageFailure(
    'plugin helm: --executable: casehard runs by Node here, and no executable is built beside it; run npm run executable, or say --executable FILE',
  )
}

const readExecutable = (io: Io, path: string, name: string): Executable => {
  let bytes: Uint8Array
  try {
    bytes = io.readFile(path)
  } catch (error) {
    throw usageFailure(`${name}: the executable can not be read (${systemCause(error)}); ${ADVICE}`)
  }
  const platform = platformOf(bytes)
  if (platform === undefined)
    throw usageFailure(`${name}: no executable for linux, darwin or windows on amd64 or arm64; ${ADVICE}`)
  if (!isOfVersion(bytes, VERSION)) throw usageFailure(`${name}: no executable of casehard ${VERSION}; ${ADVICE}`)
  return { ...platform, path }
}

/**
 * The executable that the plugin is to run: the one that `--executable` names; else the running program where that is
 * one, which carries no bundle for Node; else, with `--executable` alone, the one that was built beside the program.
 * Undefined where the plugin is to run by Node. Throws a usage failure where there is none, or it is not of this version.
 */
export const chooseExecutable = (io: Io, values: Values): Executable | undefined => {
  const said = single(values, 'executable')
  if (said) return readExecutable(io, resolve(io.cwd, said), said)
  if (io.executable !== undefined) return readExecutable(io, io.executable, basename(io.executable))
  if (said === undefined) return undefined
  const path = findBuilt(io)
  return readExecutable(io, path, basename(path))
}
