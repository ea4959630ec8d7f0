import { basename, join, resolve } from 'node:path'
import { systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'

/** An operating system and a processor, by their Go names. */
interface Platform {
  os: 'linux' | 'darwin' | 'windows'
  arch: 'amd64' | 'arm64'
}

const platform = (os: Platform['os'], amd64: number, arm64: number, machine: number): Platform | undefined =>
  machine === amd64 ? { os, arch: 'amd64' } : machine === arm64 ? { os, arch: 'arm64' } : undefined

/**
 * Reads the platform of a 64-bit executable from its header; returns undefined for any other file. The numbers are e_machine
 * in ELF, cputype in Mach-O and Machine in PE.
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

/** Whether a file is an executable of this version of casehard. */
export const isOfVersion = (file: Uint8Array, version: string): boolean =>
  Buffer.from(file.buffer, file.byteOffset, file.byteLength).includes(`casehard-executable ${version}\n`)

/** The executable for a plugin. */
export interface Executable extends Platform {
  /** Absolute. */
  path: string
}

const ADVICE = 'name a file that npm run executable built from this version'

/** Finds the executable that npm run executable built in the package. */
const findBuilt = (io: Io): string => {
  const folder = join(io.programFolder, '..', 'executable')
  const path = ['casehard', 'casehard.exe'].map((name) => join(folder, name)).find((file) => io.exists(file))
  if (path !== undefined) return path
  throw usageFailure(
    'plugin helm: --executable: casehard runs with Node.js, and no executable has been built; run npm run executable, or use --executable FILE',
  )
}

const readExecutable = (io: Io, path: string, name: string): Executable => {
  let bytes: Uint8Array
  try {
    bytes = io.readFile(path)
  } catch (error) {
    throw usageFailure(`${name}: the executable cannot be read (${systemCause(error)}); ${ADVICE}`)
  }
  const platform = platformOf(bytes)
  if (platform === undefined)
    throw usageFailure(`${name}: is not an executable for linux, darwin or windows on amd64 or arm64; ${ADVICE}`)
  if (!isOfVersion(bytes, VERSION))
    throw usageFailure(`${name}: is not an executable of casehard ${VERSION}; ${ADVICE}`)
  return { ...platform, path }
}

/**
 * Selects the executable for the plugin: the file that `--executable` names; else the running program if it is a standalone
 * executable; else, with `--executable` without a file, the one in the package. Returns undefined if the plugin runs with
 * Node.js. Throws a usage failure if there is no executable of this version.
 */
export const chooseExecutable = (io: Io, values: Values): Executable | undefined => {
  const file = single(values, 'executable')
  if (file) return readExecutable(io, resolve(io.cwd, file), file)
  if (io.executable !== undefined) return readExecutable(io, io.executable, basename(io.executable))
  if (file === undefined) return undefined
  const path = findBuilt(io)
  return readExecutable(io, path, basename(path))
}

/** The command on one platform, or on all others; Helm expands variables in arguments only. */
export interface PlatformCommand {
  /** The Go name: `linux`, `darwin`, `windows`. */
  os?: string
  /** The Go name: `amd64`, `arm64`; Helm ignores it without `os`. */
  arch?: string
  /** A program on the PATH or a path without spaces: Helm splits the command at spaces. */
  command: string
  args: readonly string[]
}

/** The program of a plugin: the files of its folder `dist`, and how Helm starts them. */
export interface PluginProgram {
  /** Names of the required files. */
  needs: readonly string[]
  /** Names of optional files. */
  takes?: RegExp
  /** Additional text files by name. */
  texts?: Readonly<Record<string, string>>
  commands: readonly PlatformCommand[]
}

const ARGUMENT = 'helm-post-render'

/** The bundle under Node, with the code cache of the Node that built it. */
export const NODE_PROGRAM: PluginProgram = {
  needs: ['start.cjs', 'casehard.cjs', 'LICENSE', 'THIRD-PARTY-LICENSES.txt'],
  takes: /^casehard-v.+\.cache$/,
  commands: [
    { command: 'node', args: ['$HELM_PLUGIN_DIR/dist/start.cjs', ARGUMENT] },
    { os: 'windows', command: 'node.exe', args: ['$HELM_PLUGIN_DIR\\dist\\start.cjs', ARGUMENT] },
  ],
}

/** Returns the name of the executable in the plugin. */
export const executableName = (os: Platform['os']): string => (os === 'windows' ? 'casehard.exe' : 'casehard')

const BUN_LICENCES = `The executable contains Bun (https://bun.com), which is under the MIT licence, and what Bun links: JavaScriptCore and
parts of WebKit under the GNU Lesser General Public License 2, and libraries under other licences. They are listed, with
the way to link Bun anew with another JavaScriptCore, in https://github.com/oven-sh/bun/blob/main/LICENSE.md
`

/** Returns the program for an executable, which replaces Node.js and the bundle on its platform. */
export const executableProgram = ({ os, arch }: Platform): PluginProgram => ({
  needs: ['LICENSE', 'THIRD-PARTY-LICENSES.txt'],
  texts: { 'BUN-LICENSES.txt': BUN_LICENCES },
  commands: [
    {
      os,
      arch,
      command: ['$HELM_PLUGIN_DIR', 'dist', executableName(os)].join(os === 'windows' ? '\\' : '/'),
      args: [ARGUMENT],
    },
  ],
})

/** The first line of each plugin.yaml of casehard; such a plugin may be replaced. */
export const PLUGIN_MARK = '# Written by casehard plugin helm, which replaces it when it is run again.'

const commandYaml = (command: PlatformCommand): string =>
  Object.entries(command)
    .map(([key, value], i) => `    ${i === 0 ? '-' : ' '} ${key}: ${JSON.stringify(value)}\n`)
    .join('')

/** Formats plugin.yaml; Helm 4 refuses unknown fields in it. */
export const pluginYaml = (version: string, { commands }: PluginProgram): string => `${PLUGIN_MARK}
# The program contains the profiles and the facts about images.
apiVersion: v1
type: postrenderer/v1
name: casehard
version: ${JSON.stringify(version)}
runtime: subprocess
runtimeConfig:
  platformCommand:
${commands.map(commandYaml).join('')}`
