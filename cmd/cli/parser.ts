import yargs from 'yargs'
import type { CommandName } from './command-names.ts'
import { COMMAND_ROWS, type CommandRow, GROUPS, wordsOf } from './commands.ts'
import { COMMANDS, EPILOGUE } from './help.ts'
import { OPTIONS } from './options.ts'
import { VERSION } from './version.ts'

type Parser = ReturnType<typeof yargs>

/** What yargs found: flags, words in `_`, and positional arguments by name. */
export type Parsed = Record<string, unknown> & { _: (string | number)[] }

/** What the parser has to know besides the tables. */
export interface Surroundings {
  /** Whether it is for completion, which wants to know what may be said. */
  completing: boolean
  /** Ids of the controls. */
  controls: readonly string[]
}

/** The rows of the table of options that a command takes. */
export const rowsOf = (command: CommandName) => OPTIONS.filter(({ commands }) => commands.includes(command))

/** yargs takes the indentation out of a usage, so that a mark stands in for it until `withUsage` puts the real one in. */
const mark = (command: string): string => `<usage of ${command}>`

/** A text that yargs printed, with the usage that a mark in it stands for. */
export const withUsage = (printed: string, usages: Readonly<Record<string, string>>): string =>
  printed.replace(/<usage of ([\w ]+)>/, (_mark, command: string) => usages[command] ?? '')

/** Declares the options of one command. Choices only for completion: yargs would refuse others in its own words. */
const declare = (parser: Parser, command: CommandName, { completing }: Surroundings): Parser =>
  rowsOf(command).reduce(
    (declared, { name, alias, value, choices, description }) =>
      declared.option(name, {
        // Never an array: that would swallow every word behind it. Given twice, a string becomes a list anyway.
        type: value === undefined ? 'boolean' : 'string',
        description: value === undefined ? description : `${value}: ${description}`,
        global: false,
        ...(alias === undefined ? {} : { alias }),
        ...(completing && choices !== undefined ? { choices } : {}),
      }),
    parser.usage(mark(command)),
  )

const addCommand = (parser: Parser, row: CommandRow, surroundings: Surroundings): Parser => {
  const { name, summary, positional } = row
  const word = name.split(' ').at(-1) as string
  if (positional === undefined) return parser.command(word, summary, (sub) => declare(sub, name, surroundings))
  const { completing, controls } = surroundings
  const choices = completing && positional.choices === 'controls' ? { choices: controls } : {}
  return parser.command(`${word} [${positional.name}]`, summary, (sub) =>
    declare(sub, name, surroundings).positional(positional.name, {
      type: 'string',
      description: positional.description,
      ...choices,
    }),
  )
}

const rowsBelow = (group: string): CommandRow[] =>
  COMMAND_ROWS.filter(({ name }) => wordsOf(group).some((word) => name === `${group} ${word}`))

/** The parser of all arguments. */
export const createParser = (surroundings: Surroundings): Parser => {
  const plain = COMMAND_ROWS.filter(({ name }) => !name.includes(' '))
  const withCommands = plain.reduce(
    (parser, row) => addCommand(parser, row, surroundings),
    declare(yargs(), 'filter', surroundings).scriptName('casehard').locale('en'),
  )
  const withGroups = GROUPS.reduce(
    (parser, { name, summary }) =>
      parser.command(name, summary, (sub) =>
        rowsBelow(name).reduce((below, row) => addCommand(below, row, surroundings), sub.usage(mark(name))),
      ),
    withCommands,
  )
  return withGroups
    .completion('completion', COMMANDS.completion.summary)
    .version(VERSION)
    .alias('help', 'h')
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
}
