import yargs from 'yargs'
import { filterCommand } from '../commands/filter/command.ts'
import { allCommands, COMMANDS } from '../commands/index.ts'
import { builtinProfiles } from '../run/profiles.ts'
import type { Command } from './command.ts'
import type { Option, OptionName } from './options.ts'
import { VERSION } from './version.ts'

type Parser = ReturnType<typeof yargs>

/** The result of yargs: flags by name, positional arguments by name, and all other arguments in `_`. */
export type Parsed = Record<string, unknown> & { _: (string | number)[] }

/** Settings of the parser besides the commands. */
export interface ParserSettings {
  /** Whether the parser is for completion, which proposes legal values. */
  completing: boolean
  /** Ids of the controls. */
  controls: readonly string[]
}

/** The command that yargs answers itself. */
export const COMPLETION = {
  name: 'completion',
  summary: 'print the completion script of the shell in SHELL: bash, zsh or fish',
}

/** The end of the help. */
const EPILOGUE = `Every option can also be set by a variable, e.g. CASEHARD_FAIL_ON for --fail-on, and most of them in casehard.yaml.
Flags take precedence over variables, and variables over the file.

Exit codes: 0 success; 1 findings selected by --fail-on; 2 usage, profile or configuration; 3 input refused;
4 a bug in casehard. On an error stdout stays empty.`

/** Placeholder of a usage text: yargs strips the indentation of the text itself. `insertUsage` replaces it. */
const placeholderOf = (command: string): string => `<usage of ${command}>`

/** Returns the usage texts of all commands and groups by name. */
const usages = (): Map<string, string> =>
  new Map([filterCommand, ...allCommands()].map(({ name, usage }) => [name, usage]))

/** Replaces the placeholder in a help text with the usage text of its command. */
export const insertUsage = (help: string): string =>
  help.replace(/<usage of ([\w -]+)>/, (_placeholder, name: string) => usages().get(name) ?? '')

/** Declares the options of a command, without their legal values: yargs would report others in its own words. */
const declare = (parser: Parser, { name: command, options }: Command): Parser =>
  options.reduce(
    (declared, { name, alias, value, description }) =>
      declared.option(name, {
        // Not an array, which would take all following words. yargs makes a list of a repeated string anyway.
        type: value === undefined ? 'boolean' : 'string',
        description: value === undefined ? description : `${value}: ${description}`,
        global: false,
        ...(alias === undefined ? {} : { alias }),
      }),
    parser.usage(placeholderOf(command)),
  )

const addCommand = (parser: Parser, command: Command, settings: ParserSettings): Parser => {
  const { name, summary, positional } = command
  const word = name.split(' ').at(-1) as string
  if (positional === undefined) return parser.command(word, summary, (sub) => declare(sub, command))
  const { completing, controls } = settings
  const choices = completing && positional.choices === 'controls' ? { choices: controls } : {}
  return parser.command(`${word} [${positional.name}]`, summary, (sub) =>
    declare(sub, command).positional(positional.name, {
      type: 'string',
      description: positional.description,
      ...choices,
    }),
  )
}

/** Creates the parser of all arguments. */
export const createParser = (settings: ParserSettings): Parser =>
  COMMANDS.reduce(
    (parser, row) =>
      'commands' in row
        ? parser.command(row.name, row.summary, (sub) =>
            row.commands.reduce(
              (below, command) => addCommand(below, command, settings),
              sub.usage(placeholderOf(row.name)),
            ),
          )
        : addCommand(parser, row, settings),
    declare(yargs(), filterCommand).scriptName('casehard').locale('en'),
  )
    .completion(COMPLETION.name, COMPLETION.summary)
    .version(VERSION)
    .alias('help', 'h')
    .alias('version', 'v')
    .epilogue(EPILOGUE)
    .wrap(110)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .exitProcess(false)

/** Values that completion proposes besides the legal values of an option; they need not be all that are legal. */
const PROPOSALS: Partial<Record<OptionName, () => Promise<readonly string[]>>> = {
  profile: async () => Object.keys(builtinProfiles()),
  config: async () => ['none'],
  standard: async () => (await import('../../src/standards/index.ts')).STANDARDS.map(({ name }) => name),
}

/** An option whose value is to be completed. */
interface Target {
  flag: string
  /** The value so far. */
  start: string
  /** What stands before the value in the same word, e.g. `--format=`. */
  prefix: string
}

/** Finds the option before the last word. bash passes `--format=te` as three words, other shells as one. */
const findTarget = (words: readonly string[]): Target | undefined => {
  const current = words.at(-1) ?? ''
  const [, flag, start] = /^(--[^=]+)=(.*)$/s.exec(current) ?? []
  if (flag !== undefined && start !== undefined) return { flag, start, prefix: `${flag}=` }
  const last = words.at(-2) === '=' ? words.at(-3) : words.at(-2)
  return last === undefined ? undefined : { flag: last, start: current === '=' ? '' : current, prefix: '' }
}

/**
 * Proposes values if the last word is the value of an option, one per line; undefined if it is not. Without a proposal
 * the shell completes file names.
 * @param words the words after `casehard`; the last is the one to complete
 * @param options the options of the command that the words call
 * @param shell the path of the shell: in those of bash and zsh a colon is escaped
 */
export const proposeValues = async (
  words: readonly string[],
  options: readonly Option[],
  shell = '',
): Promise<string | undefined> => {
  const target = findTarget(words)
  const option = options.find(
    ({ name, alias, value }) => value !== undefined && [`--${name}`, `-${alias}`].includes(target?.flag ?? ''),
  )
  if (target === undefined || option === undefined) return undefined
  const values = option.choices ?? (await PROPOSALS[option.name]?.()) ?? []
  return values
    .filter((value) => value.startsWith(target.start))
    .map((value) => `${target.prefix}${shell.includes('fish') ? value : value.replaceAll(':', '\\:')}\n`)
    .join('')
}
