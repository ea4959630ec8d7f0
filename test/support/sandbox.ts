import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { type Chart, WEB_CHART } from './charts.ts'
import { installInto, makeFolder, slot } from './slots.ts'

/** A folder with a chart in `./chart`, and programs on the PATH under their usual names. */
export interface Sandbox {
  folder: string
  env: NodeJS.ProcessEnv
}

/** The result of a program in a sandbox. */
export interface ProgramResult {
  exitCode: number | undefined
  stdout: string
  stderr: string
}

/** The plugin.yaml that makes casehard a post-renderer of Helm 4. */
const PLUGIN = `apiVersion: v1
type: postrenderer/v1
name: casehard
version: 0.0.1
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: casehard
`

/**
 * Creates a sandbox with casehard.
 * @param programs the real binaries by their names on the PATH
 */
export const createSandbox = (programs: Readonly<Record<string, string>>, chart: Chart = WEB_CHART): Sandbox => {
  const folder = makeFolder()
  const env = installInto(folder)
  for (const [name, binary] of Object.entries(programs)) symlinkSync(slot(binary), join(folder, 'bin', name))
  cpSync(chart.path, join(folder, 'chart'), { recursive: true })
  return { folder, env }
}

/** Adds the plugin for Helm 4 to a sandbox, in a folder that Helm 3 does not read. */
export const withPlugin = ({ folder, env }: Sandbox): Sandbox => {
  const plugins = join(folder, 'plugins')
  mkdirSync(join(plugins, 'casehard'), { recursive: true })
  writeFileSync(join(plugins, 'casehard', 'plugin.yaml'), PLUGIN)
  return { folder, env: { ...env, HELM_PLUGINS: plugins } }
}

/** Runs a program of a sandbox without a shell, in a folder below it; stdin is empty by default. */
export const runIn = async (
  { folder, env }: Sandbox,
  [program = '', ...args]: readonly string[],
  { input, below = '.', more = {} }: { input?: string; below?: string; more?: NodeJS.ProcessEnv } = {},
): Promise<ProgramResult> => {
  const { exitCode, stdout, stderr } = await execa(program, args, {
    cwd: join(folder, below),
    env: { ...env, ...more },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  })
  return { exitCode, stdout, stderr }
}
