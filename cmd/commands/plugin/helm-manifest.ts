import type { Platform } from './executable.ts'

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
