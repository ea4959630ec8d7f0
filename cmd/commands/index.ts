import type { Command, CommandGroup } from '../cli/command.ts'
import { EXIT_WRITTEN, usageFailure } from '../cli/failure.ts'
import type { Values } from '../cli/values.ts'
import { VERSION } from '../cli/version.ts'
import type { Io } from '../io/io.ts'
import { print } from '../run/output.ts'
import { checkCommand } from './check/command.ts'
import { configCommands } from './config/command.ts'
import { doctorCommand } from './doctor/command.ts'
import { execCommand } from './exec/command.ts'
import { explainCommand } from './explain/command.ts'
import { exportCommands } from './export/command.ts'
import { diffCommand, fixCommand } from './fix/command.ts'
import { fnCommand } from './fn/command.ts'
import { imagesCommands } from './images/command.ts'
import { pluginCommands } from './plugin/command.ts'
import { reportCommand } from './report/command.ts'
import { reviewCommand } from './review/command.ts'
import { helmCommand, kustomizeCommand } from './wrap/command.ts'

const runVersion = async (io: Io, _values: Values, [word]: readonly string[]): Promise<number> => {
  if (word !== undefined) throw usageFailure(`version: unexpected argument "${word}"; version takes no arguments`)
  await print(io, `${VERSION}\n`)
  return EXIT_WRITTEN
}

const versionCommand: Command = {
  name: 'version',
  summary: 'print the version, as --version does',
  usage: 'casehard version',
  options: [],
  load: async () => runVersion,
}

/** All commands, in the order of the help. `casehard` without a command is `filterCommand`. */
export const COMMANDS: readonly (Command | CommandGroup)[] = [
  execCommand,
  helmCommand,
  kustomizeCommand,
  fnCommand,
  checkCommand,
  diffCommand,
  fixCommand,
  explainCommand,
  reviewCommand,
  reportCommand,
  doctorCommand,
  configCommands,
  imagesCommands,
  exportCommands,
  pluginCommands,
  versionCommand,
]

/** Returns all commands and groups, including the commands of groups. */
export const allCommands = (): (Command | CommandGroup)[] =>
  COMMANDS.flatMap((row) => ('commands' in row ? [row, ...row.commands] : [row]))
