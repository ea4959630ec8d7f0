import { delimiter, dirname, join, resolve } from 'node:path'
import { EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'
import { chooseExecutable, type Executable } from './executable.ts'
import { checkPluginFolder, type Plugin, writePluginFolder } from './folder.ts'
import { executableName, executableProgram, NODE_PROGRAM, PLUGIN_MARK, pluginYaml } from './helm-manifest.ts'

/** Reads the plugin out of the installed package. Throws a usage failure where that is not whole. */
const readPlugin = (io: Io, executable: Executable | undefined): Plugin => {
  const program = executable === undefined ? NODE_PROGRAM : executableProgram(executable)
  const read = (name: string): [string, Uint8Array] => {
    try {
      return [name, io.readFile(join(io.programFolder, name))]
    } catch (error) {
      throw usageFailure(
        `${name}: the installed package lacks it (${systemCause(error)}); install casehard again, or run npm run build`,
      )
    }
  }
  const taken = io.list(io.programFolder).filter((name) => program.takes?.test(name))
  return {
    manifest: pluginYaml(VERSION, program),
    dist: new Map<string, Uint8Array | string>([
      ...[...program.needs, ...taken].map(read),
      ...Object.entries(program.texts ?? {}),
    ]),
    executables: new Map(executable === undefined ? [] : [[executableName(executable.os), executable.path]]),
  }
}

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** A plugin that is written. */
interface Written {
  /** Absolute. */
  folder: string
  /** The folder as the user named it. */
  name: string
  executable: Executable | undefined
  /** How `--executable` was said, with a blank before it. */
  flag: string
}

/** What is to be done for Helm to find the plugin: a plugin from a folder is not put where HELM_PLUGINS says. */
const installation = ({ env }: Io, { folder, name, flag }: Written): string => {
  const folders = env.HELM_PLUGINS ? env.HELM_PLUGINS.split(delimiter) : []
  if (folders.some((path) => resolve(path) === dirname(folder))) return 'Helm finds it there, as HELM_PLUGINS says.'
  const [first] = folders
  return first === undefined
    ? `Next:  helm plugin install ${quoted(name)}`
    : `Next:  casehard plugin helm --dir ${quoted(join(first, 'casehard'))}${flag}
       since helm plugin install puts no folder where HELM_PLUGINS says`
}

const runtimeOf = ({ executable }: Written): string =>
  executable === undefined ? '' : `, by an executable for ${executable.os}/${executable.arch}`

const adviceFor = (
  io: Io,
  written: Written,
): string => `${written.name}: the plugin casehard ${VERSION} for Helm 4${runtimeOf(written)}
${installation(io, written)}
Then:  helm template web ./chart --post-renderer casehard

Helm 3 loses all of its plugins where it meets this one, and both Helms look in the same folder by default. Where both
are in use, give Helm 4 a folder of its own by HELM_PLUGINS, and write the plugin into that.
`

const flagFor = (values: Values): string => {
  const file = single(values, 'executable')
  return file === undefined ? '' : ` --executable${file === '' ? '' : ` ${quoted(file)}`}`
}

/** `casehard plugin helm`: writes the plugin for Helm 4 into a folder, out of the installed package. */
export const runPluginHelm = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const [word] = words
  if (word !== undefined)
    throw usageFailure(`plugin helm: "${word}": the folder is named with --dir; say --dir ${word}`)
  const name = single(values, 'dir')
  if (name === undefined) throw usageFailure('plugin helm: no folder is named; say --dir DIR')
  const folder = resolve(io.cwd, name)
  checkPluginFolder(io, folder, name, PLUGIN_MARK)
  const executable = chooseExecutable(io, values)
  writePluginFolder(io, folder, name, readPlugin(io, executable))
  await print(io, adviceFor(io, { folder, name, executable, flag: flagFor(values) }))
  return EXIT_WRITTEN
}
