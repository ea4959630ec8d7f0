import { delimiter, dirname, join, resolve } from 'node:path'
import { EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { VERSION } from '../../cli/version.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'
import {
  chooseExecutable,
  type Executable,
  executableName,
  executableProgram,
  NODE_PROGRAM,
  PLUGIN_MARK,
  pluginYaml,
} from './program.ts'

/** The folder for new files until all of them are written, and for the old program until it is replaced. */
const STAGE = '.casehard-new'

/** The content of a plugin. */
interface Plugin {
  /** The text of plugin.yaml. */
  manifest: string
  /** The files of its folder `dist` by name. */
  dist: ReadonlyMap<string, Uint8Array | string>
  /** Executables that are copied into it: absolute paths by name. */
  executables: ReadonlyMap<string, string>
}

const isReplaceable = (io: Io, folder: string, name: string, mark: string): boolean => {
  try {
    const found = io.list(folder).filter((entry) => entry !== STAGE)
    if (!found.includes('plugin.yaml')) return found.length === 0
    return Buffer.from(io.readFile(join(folder, 'plugin.yaml')))
      .toString()
      .startsWith(mark)
  } catch (error) {
    throw usageFailure(`${name}: the folder cannot be read (${systemCause(error)}); name a new one with --dir`)
  }
}

/**
 * Throws a usage failure unless the folder is missing, empty, or contains a plugin whose plugin.yaml starts with `mark`.
 * @param name the folder as the user named it
 */
const checkPluginFolder = (io: Io, folder: string, name: string, mark: string): void => {
  if (!io.exists(folder)) return
  if (!io.isFolder(folder)) throw usageFailure(`${name}: is a file; name a folder with --dir`)
  if (isReplaceable(io, folder, name, mark)) return
  throw usageFailure(`${name}: the folder contains files that were not written by casehard; name a new one with --dir`)
}

const stagePlugin = (io: Io, stage: string, { manifest, dist, executables }: Plugin): void => {
  io.makeFolder(join(stage, 'dist'))
  for (const [name, content] of dist) io.writeFile(join(stage, 'dist', name), content, 'replace')
  for (const [name, path] of executables) io.copyExecutable(path, join(stage, 'dist', name))
  io.writeFile(join(stage, 'plugin.yaml'), manifest, 'replace')
}

/** Moves the program into the folder in one step, then plugin.yaml; restores the old program on an error. */
const placePlugin = (io: Io, folder: string, stage: string, old: string): void => {
  const program = join(folder, 'dist')
  const replaces = io.exists(program)
  if (replaces) io.move(program, old)
  try {
    io.move(join(stage, 'dist'), program)
    io.move(join(stage, 'plugin.yaml'), join(folder, 'plugin.yaml'))
  } catch (error) {
    io.remove(program)
    if (replaces) io.move(old, program)
    throw error
  }
  io.remove(old)
}

/**
 * Writes a plugin to a folder and replaces an existing one; other files are kept. At any time Helm finds a complete program,
 * the old or the new one. Throws a usage failure if the plugin cannot be written.
 * @param name the folder as the user named it
 */
const writePluginFolder = (io: Io, folder: string, name: string, plugin: Plugin): void => {
  const stage = join(folder, STAGE)
  const old = join(stage, 'old')
  try {
    io.remove(stage)
    try {
      stagePlugin(io, stage, plugin)
      placePlugin(io, folder, stage, old)
    } finally {
      if (!io.exists(old)) io.remove(stage)
    }
  } catch (error) {
    throw usageFailure(`${name}: the plugin cannot be written (${systemCause(error)}); name another folder with --dir`)
  }
}

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
