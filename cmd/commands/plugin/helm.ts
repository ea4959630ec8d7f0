import { delimiter, dirname, join, resolve } from 'node:path'
import { EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'
import { chooseExecutable, type Executable } from './executable.ts'
import { checkPluginFolder, type Plugin, writePluginFolder } from './folder.ts'
import { executableName, executableProgram, NODE_PROGRAM, PLUGIN_MARK, pluginYaml } from './helm-manifest.ts'

/** Reads the plugin from the installed package. Throws a usage failure if a file is missing. */
const readPlugin = (io: Io, executable: Executable | undefined): Plugin => {
  const program = executable === undefined ? NODE_PROGRAM : executableProgram(executable)
  const read = (name: string): [string, Uint8Array] => {
    try {
      return [name, io.readFile(join(io.programFolder, name))]
    } catch (error) {
      throw usageFailure(
        `${name}: cannot be read from the installed package (${systemCause(error)}); install casehard again, or run npm run build`,
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

/** Quotes a word for a POSIX shell, if necessary. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** A written plugin. */
interface WrittenPlugin {
  /** Absolute. */
  folder: string
  /** The folder as the user named it. */
  name: string
  executable: Executable | undefined
  /** The `--executable` option of this run with a leading space, or an empty string. */
  flag: string
}

/** Formats how to install the plugin; helm plugin install ignores HELM_PLUGINS for a local folder. */
const installation = ({ env }: Io, { folder, name, flag }: WrittenPlugin): string => {
  const folders = env.HELM_PLUGINS ? env.HELM_PLUGINS.split(delimiter) : []
  if (folders.some((path) => resolve(path) === dirname(folder)))
    return 'Helm finds it there, because the folder is in HELM_PLUGINS.'
  const [first] = folders
  return first === undefined
    ? `Next:  helm plugin install ${quoted(name)}`
    : `Next:  casehard plugin helm --dir ${quoted(join(first, 'casehard'))}${flag}
       because helm plugin install ignores HELM_PLUGINS for a local folder`
}

const runtimeOf = ({ executable }: WrittenPlugin): string =>
  executable === undefined ? '' : `, with an executable for ${executable.os}/${executable.arch}`

const adviceFor = (
  io: Io,
  written: WrittenPlugin,
): string => `${written.name}: the plugin casehard ${VERSION} for Helm 4${runtimeOf(written)}
${installation(io, written)}
Then:  helm template web ./chart --post-renderer casehard

If Helm 3 finds this plugin, it loads none of its plugins, and by default both Helms use the same plugin folder. If both
are in use, set HELM_PLUGINS for Helm 4 to a separate folder, and write the plugin to it.
`

const flagFor = (values: Values): string => {
  const file = single(values, 'executable')
  return file === undefined ? '' : ` --executable${file === '' ? '' : ` ${quoted(file)}`}`
}

/** `casehard plugin helm`: writes the plugin for Helm 4 to a folder. */
export const runPluginHelm = async (io: Io, values: Values, positionals: readonly string[]): Promise<number> => {
  const [word] = positionals
  if (word !== undefined)
    throw usageFailure(`plugin helm: unexpected argument "${word}"; name the folder with --dir ${word}`)
  const name = single(values, 'dir')
  if (name === undefined) throw usageFailure('plugin helm: the folder is missing; use --dir DIR')
  const folder = resolve(io.cwd, name)
  checkPluginFolder(io, folder, name, PLUGIN_MARK)
  const executable = chooseExecutable(io, values)
  writePluginFolder(io, folder, name, readPlugin(io, executable))
  await print(io, adviceFor(io, { folder, name, executable, flag: flagFor(values) }))
  return EXIT_WRITTEN
}
