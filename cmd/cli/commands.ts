import type { ExportFormat } from '../../src/export/text.ts'
import type { Io } from '../io/io.ts'
import type { CommandName } from './command-names.ts'
import {
  CONFIG_COMMANDS,
  CONFIG_GROUP,
  EXPORT_COMMANDS,
  EXPORT_GROUP,
  PLUGIN_COMMANDS,
  PLUGIN_GROUP,
} from './group-help.ts'
import { COMMANDS } from './help.ts'
import type { Values } from './values.ts'

/** Runs a command and gives its exit code. `words` are its arguments that are no options. */
export type Run = (io: Io, values: Values, words: readonly string[]) => Promise<number>

/** A command, as the help, the parser, completion and the dispatcher know it. */
export interface CommandRow {
  name: CommandName
  /** One line for the list of commands. */
  summary: string
  /** What `casehard COMMAND --help` begins with. */
  usage: string
  /** The one argument that is no option, where completion or the help has something to say of it. */
  positional?: { name: string; description: string; choices?: 'controls' }
  /** Loads the command's own code, which no other command pays for. */
  load(): Promise<Run>
}

/** A word that only stands before the commands that it groups, as `config` before `config init`. */
export interface GroupRow {
  name: string
  summary: string
  usage: string
}

export const GROUPS: readonly GroupRow[] = [
  { name: 'config', ...CONFIG_GROUP },
  { name: 'export', ...EXPORT_GROUP },
  { name: 'plugin', ...PLUGIN_GROUP },
]

/** The one table of commands, in the order of the help; the bare `casehard` is none. */
export const COMMAND_ROWS: readonly CommandRow[] = [
  { name: 'exec', ...COMMANDS.exec, load: async () => (await import('../commands/exec.ts')).runExec },
  { name: 'fn', ...COMMANDS.fn, load: async () => (await import('../commands/fn.ts')).runFn },
  { name: 'check', ...COMMANDS.check, load: async () => (await import('../commands/check.ts')).runCheck },
  { name: 'diff', ...COMMANDS.diff, load: async () => (await import('../commands/diff.ts')).runDiff },
  { name: 'fix', ...COMMANDS.fix, load: async () => (await import('../commands/fix.ts')).runFix },
  {
    name: 'explain',
    ...COMMANDS.explain,
    positional: { name: 'subject', description: 'id of a control, or KIND/NAME', choices: 'controls' },
    load: async () => (await import('../commands/explain.ts')).runExplain,
  },
  { name: 'report', ...COMMANDS.report, load: async () => (await import('../commands/report.ts')).runReport },
  {
    name: 'config init',
    ...CONFIG_COMMANDS.init,
    load: async () => (await import('../commands/config/init.ts')).runConfigInit,
  },
  {
    name: 'config check',
    ...CONFIG_COMMANDS.check,
    positional: {
      name: 'file',
      description: 'the configuration, instead of the casehard.yaml here or in a folder above',
    },
    load: async () => (await import('../commands/config/check.ts')).runConfigCheck,
  },
  {
    name: 'config from-psp',
    ...CONFIG_COMMANDS['from-psp'],
    load: async () => (await import('../commands/config/from-psp.ts')).runConfigFromPsp,
  },
  ...(Object.keys(EXPORT_COMMANDS) as ExportFormat[]).map((format): CommandRow => {
    const load = async (): Promise<Run> => {
      const { runExport } = await import('../commands/export.ts')
      return (io, values, words) => runExport(format, io, values, words)
    }
    return { name: `export ${format}`, ...EXPORT_COMMANDS[format], load }
  }),
  {
    name: 'plugin helm',
    ...PLUGIN_COMMANDS.helm,
    load: async () => (await import('../commands/plugin/helm.ts')).runPluginHelm,
  },
  { name: 'doctor', ...COMMANDS.doctor, load: async () => (await import('../commands/doctor/doctor.ts')).runDoctor },
  {
    name: 'plugin kustomize',
    ...PLUGIN_COMMANDS.kustomize,
    positional: { name: 'config', description: 'the file of the configuration, as Kustomize hands it to the plugin' },
    load: async () => (await import('../commands/plugin/kustomize.ts')).runPluginKustomize,
  },
]

/** The words that may stand first: commands, groups of them, and `completion`, which the parser answers itself. */
export const firstWords = (): string[] => [
  ...new Set([
    ...COMMAND_ROWS.map(({ name }) => name.split(' ')[0] as string),
    ...GROUPS.map(({ name }) => name),
    'completion',
  ]),
]

/** The words that may follow a group's name. */
export const wordsOf = (group: string): string[] =>
  COMMAND_ROWS.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1))
