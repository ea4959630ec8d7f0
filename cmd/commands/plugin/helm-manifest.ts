import type { Platform } from './executable.ts'

/** What Helm starts on one operating system, or on all that no other row names; it puts variables into arguments only. */
export interface PlatformCommand {
  /** As Go calls it: `linux`, `darwin`, `windows`. */
  os?: string
  /** As Go calls it: `amd64`, `arm64`; Helm looks at it only beside an `os`. */
  arch?: string
  /** Helm splits it at blanks before it puts variables in: a program on the PATH, or one path without a blank. */
  command: string
  args: readonly string[]
}

/** What a plugin runs: files of its folder `dist`, and how Helm starts them. */
export interface PluginProgram {
  /** Names of the files that it can not do without. */
  needs: readonly string[]
  /** Names of further files that it takes along where they are there. */
  takes?: RegExp
  /** Text files that it has besides, by name. */
  texts?: Readonly<Record<string, string>>
  commands: readonly PlatformCommand[]
}

const MODE = 'helm-post-render'

/** The bundle under Node, with the code cache of the Node that built it. */
export const NODE_PROGRAM: PluginProgram = {
  needs: ['start.cjs', 'casehard.cjs', 'LICENSE', 'THIRD-PARTY-LICENSES.txt'],
  takes: /^casehard-v.+\.cache$/,
  commands: [
    { command: 'node', args: ['$HELM_PLUGIN_DIR/dist/start.cjs', MODE] },
    { os: 'windows', command: 'node.exe', args: ['$HELM_PLUGIN_DIR\\dist\\start.cjs', MODE] },
  ],
}

/** The name of the executable in the plugin. */
export const executableName = (os: Platform['os']): string => (os === 'windows' ? 'casehard.exe' : 'casehard')

const BUN_LICENCES = `The executable contains Bun (https://bun.com), which is under the MIT licence, and what Bun links: JavaScriptCore and
parts of WebKit under the GNU Lesser General Public License 2, and libraries under other licences. They are listed, with
the way to link Bun anew with another JavaScriptCore, in https://github.com/oven-sh/bun/blob/main/LICENSE.md
`

/** An executable in place of Node and the bundle, for the platform that it was built for. */
export const executableProgram = ({ os, arch }: Platform): PluginProgram => ({
  needs: ['LICENSE', 'THIRD-PARTY-LICENSES.txt'],
  texts: { 'BUN-LICENSES.txt': BUN_LICENCES },
  commands: [
    {
      os,
      arch,
      command: ['$HELM_PLUGIN_DIR', 'dist', executableName(os)].join(os === 'windows' ? '\\' : '/'),
      args: [MODE],
    },
  ],
})

/** The first line of each plugin.yaml that we write: what has it may be replaced. */
export const PLUGIN_MARK = '# Written by casehard plugin helm, which replaces it when it is run again.'

const commandYaml = (command: PlatformCommand): string =>
  Object.entries(command)
    .map(([key, value], i) => `    ${i === 0 ? '-' : ' '} ${key}: ${JSON.stringify(value)}\n`)
    .join('')

/** The text of plugin.yaml, in which Helm 4 takes no field that it does not know. JSON strings are YAML as well. */
export const pluginYaml = (version: string, { commands }: PluginProgram): string => `${PLUGIN_MARK}
# Profiles and facts about images are inside the program.
apiVersion: v1
type: postrenderer/v1
name: casehard
version: ${JSON.stringify(version)}
runtime: subprocess
runtimeConfig:
  platformCommand:
${commands.map(commandYaml).join('')}`
