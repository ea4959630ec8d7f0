import { delimiter, dirname, join, resolve } from 'node:path'
import { EXIT_WRITTEN } from './exit-codes.ts'
import { systemCause, usageFailure } from './failure.ts'
import { NODE_PROGRAM, PLUGIN_MARK, type PluginProgram, pluginYaml } from './helm-plugin.ts'
import type { Io } from './io.ts'
import { print } from './output.ts'
import { checkPluginFolder, type Plugin, writePluginFolder } from './plugin-folder.ts'
import { single, type Values } from './values.ts'
import { VERSION } from './version.ts'

/** Reads the plugin out of the installed package. Throws a usage failure where that is not whole. */
const readPlugin = (io: Io, program: PluginProgram): Plugin => {
  const read = (name: string): [string, Uint8Array] => {
    try {
      return [name, io.readFile(join(io.programFolder, name))]
    } catch (error) {
      throw usageFailure(
        `${name}: the installed package lacks it (${systemCause(error)}); install casehard again, or run npm run build`,
      )
    }
  }
  const taken = io.list(io.programFolder).filter((name) => program.takes.test(name))
  return { manifest: pluginYaml(VERSION, program), dist: new Map([...program.needs, ...taken].map(read)) }
}

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** What is to be done for Helm to find the plugin: a plugin from a folder is not put where HELM_PLUGINS says. */
const installation = ({ env }: Io, folder: string, name: string): string => {
  const folders = env.HELM_PLUGINS ? env.HELM_PLUGINS.split(delimiter) : []
  if (folders.some((path) => resolve(path) === dirname(folder))) return 'Helm finds it there, as HELM_PLUGINS says.'
  const [first] = folders
  return first === undefined
    ? `Next:  helm plugin install ${quoted(name)}`
    : `Next:  casehard plugin helm --dir ${quoted(join(first, 'casehard'))}
       since helm plugin install puts no folder where HELM_PLUGINS says`
}

const adviceFor = (io: Io, folder: string, name: string): string => `${name}: the plugin casehard ${VERSION} for Helm 4
${installation(io, folder, name)}
Then:  helm template web ./chart --post-renderer casehard

Helm 3 loses all of its plugins where it meets this one, and both Helms look in the same folder by default. Where both
are in use, give Helm 4 a folder of its own by HELM_PLUGINS, and write the plugin into that.
`

/** `casehard plugin helm`: writes the plugin for Helm 4 into a folder, out of the installed package. */
export const runPluginHelm = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const [word] = words
  if (word !== undefined)
    throw usageFailure(`plugin helm: "${word}": the folder is named with --dir; say --dir ${word}`)
  const name = single(values, 'dir')
  if (name === undefined) throw usageFailure('plugin helm: no folder is named; say --dir DIR')
  const folder = resolve(io.cwd, name)
  checkPluginFolder(io, folder, name, PLUGIN_MARK)
  writePluginFolder(io, folder, name, readPlugin(io, NODE_PROGRAM))
  await print(io, adviceFor(io, folder, name))
  return EXIT_WRITTEN
}
