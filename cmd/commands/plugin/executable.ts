import { basename, join, resolve } from 'node:path'
import { systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'

/** An operating system and a processor, as Go calls them. */
export interface Platform {
  os: 'linux' | 'darwin' | 'windows'
  arch: 'amd64' | 'arm64'
}

const platform = (os: Platform['os'], amd64: number, arm64: number, machine: number): Platform | undefined =>
  machine === amd64 ? { os, arch: 'amd64' } : machine === arm64 ? { os, arch: 'arm64' } : undefined

/**
 * The platform that a 64-bit executable was built for, by its header; undefined for any other file. Numbers are those of
 * the ELF, Mach-O and PE formats: e_machine, cputype, Machine.
 */
export const platformOf = (file: Uint8Array): Platform | undefined => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < 64) return undefined
  const magic = bytes.toString('latin1', 0, 4)
  if (magic === '\x7fELF') return platform('linux', 0x3e, 0xb7, bytes.readUInt16LE(18))
  if (magic === '\xcf\xfa\xed\xfe') return platform('darwin', 0x0100_0007, 0x0100_000c, bytes.readUInt32LE(4))
  if (!magic.startsWith('MZ')) return undefined
  const header = bytes.readUInt32LE(60)
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0' || bytes.length < header + 6) return undefined
  return platform('windows', 0x8664, 0xaa64, bytes.readUInt16LE(header + 4))
}

/** Whether a file is an executable that was compiled from this version of casehard. */
export const isOfVersion = (file: Uint8Array, version: string): boolean =>
  Buffer.from(file.buffer, file.byteOffset, file.byteLength).includes(`casehard-executable ${version}\n`)

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
