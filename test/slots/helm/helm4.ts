import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { parse } from 'yaml'
import { installInto, slot } from '../../support/slots.ts'

/** The version that the plugin is to carry. */
export const VERSION: string = JSON.parse(readFileSync('package.json', 'utf8')).version

/** Runs the real Helm 4; a failure is no exception. */
export const helm4 = (args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string) =>
  execa(slot('helm4'), args, {
    env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    ...(cwd === undefined ? {} : { cwd }),
  })

/** Has the installed casehard write its plugin into a folder. */
export const writePlugin = (plugin: string, env: NodeJS.ProcessEnv) =>
  execa('casehard', ['plugin', 'helm', '--dir', plugin], { env, extendEnv: false })

/** Installs casehard in a folder, writes its plugin and installs that in Helm 4; returns the environment for Helm. */
export const installPlugin = async (folder: string, name = 'casehard'): Promise<NodeJS.ProcessEnv> => {
  const env = installInto(folder)
  const plugin = join(folder, name)
  await writePlugin(plugin, env)
  const { exitCode, stderr } = await helm4(['plugin', 'install', plugin], env)
  if (exitCode !== 0) throw new Error(stderr)
  return env
}

interface Row {
  os?: string
  arch?: string
  command: string
  args?: string[]
}

/**
 * The words that Helm 4 starts a plugin with: the row of the system and processor, else of the system, else one without
 * either; a command is split at its blanks before variables go in, and arguments are not.
 */
export const helmCommand = (
  manifest: string,
  { os, arch, env }: { os: string; arch: string; env: Record<string, string> },
): string[] => {
  const rows: Row[] = parse(manifest).runtimeConfig.platformCommand
  const row =
    rows.find((candidate) => candidate.os === os && candidate.arch === arch) ??
    rows.find((candidate) => candidate.os === os && candidate.arch === undefined) ??
    rows.find((candidate) => candidate.os === undefined && candidate.arch === undefined)
  if (row === undefined) throw new RangeError(`no plugin command is applicable to ${os}/${arch}`)
  return [...row.command.split(' '), ...(row.args ?? [])].map((word) =>
    word.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced, bare) => env[braced ?? bare] ?? ''),
  )
}

/** Runs an installed plugin as Helm does. */
export const callPlugin = (plugin: string, input: string, env: NodeJS.ProcessEnv) => {
  const given = { HELM_PLUGIN_DIR: plugin, HELM_PLUGIN_NAME: 'casehard' }
  const manifest = readFileSync(join(plugin, 'plugin.yaml'), 'utf8')
  const [command = '', ...args] = helmCommand(manifest, { os: 'linux', arch: 'amd64', env: given })
  return execa(command, args, {
    env: { ...env, ...given },
    extendEnv: false,
    input,
    reject: false,
    stripFinalNewline: false,
  })
}
