import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { type Chart, WEB_CHART } from './charts.ts'
import { installInto, makeFolder, slot } from './slots.ts'

/** A folder as a user has it: a chart in `./chart`, and programs on the PATH under their usual names. */
export interface Sandbox {
  folder: string
  env: NodeJS.ProcessEnv
}

/** How a program that was run in a sandbox ended. */
export interface ProgramResult {
  exitCode: number | undefined
  stdout: string
  stderr: string
}

/** What makes Helm 4 know casehard as a post-renderer. */
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
 * Makes a sandbox, with casehard in it.
 * @param programs what is to be found on the PATH, by its usual name, and which of the real binaries it is
 */
export const createSandbox = (programs: Readonly<Record<string, string>>, chart: Chart = WEB_CHART): Sandbox => {
  const folder = makeFolder()
  const env = installInto(folder)
  for (const [name, binary] of Object.entries(programs)) symlinkSync(slot(binary), join(folder, 'bin', name))
  cpSync(chart.path, join(folder, 'chart'), { recursive: true })
  return { folder, env }
}

/** The sandbox with Helm 4's plugin, in a folder that no Helm 3 reads. */
export const withPlugin = ({ folder, env }: Sandbox): Sandbox => {
  const plugins = join(folder, 'plugins')
  mkdirSync(join(plugins, 'casehard'), { recursive: true })
  writeFileSync(join(plugins, 'casehard', 'plugin.yaml'), PLUGIN)
  return { folder, env: { ...env, HELM_PLUGINS: plugins } }
}

/** Runs a program of a sandbox, in a folder below it, without a shell; its stdin is empty unless it is given. */
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
