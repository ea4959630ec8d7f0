import type { Io } from '../io/io.ts'
import type { Option } from './options.ts'
import type { Values } from './values.ts'

/**
 * Runs a command and returns its exit code.
 * @param values the options, from flags and variables
 * @param positionals the arguments that are not options
 */
export type Run = (io: Io, values: Values, positionals: readonly string[]) => Promise<number>

/** A command: the help, the parser, completion, the variables and the dispatcher read this row. */
export interface Command {
  /** The words that call it, e.g. `config check`. */
  name: string
  /** One line for the list of commands. */
  summary: string
  /** The text that `casehard COMMAND --help` starts with. */
  usage: string
  /** In the order of the help. */
  options: readonly Option[]
  /** The first positional argument, if the help describes it or completion proposes values. */
  positional?: { name: string; description: string; choices?: 'controls' }
  /** Loads the code of the command, so that other commands do not load it. */
  load(): Promise<Run>
}

/** Commands that share their first word, e.g. `config`. */
export interface CommandGroup {
  name: string
  summary: string
  usage: string
  commands: readonly Command[]
}
