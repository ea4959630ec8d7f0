import yargs from 'yargs'
import { COMMANDS, CONFIG_COMMANDS, EPILOGUE } from './help.ts'
import { type CommandName, OPTIONS } from './options.ts'
import { VERSION } from './version.ts'

type Parser = ReturnType<typeof yargs>

/** What yargs found: flags, words in `_`, and positional arguments by name. */
export type Parsed = Record<string, unknown> & { _: (string | number)[] }

/** The rows of the table of options that a command takes. */
export const rowsOf = (command: CommandName) => OPTIONS.filter(({ commands }) => commands.includes(command))

/** yargs takes the indentation out of a usage, so that a mark stands in for it until `withUsage` puts the real one in. */
const mark = (command: string): string => `<usage of ${command}>`

/** A text that yargs printed, with the usage that a mark in it stands for. */
export const withUsage = (printed: string, usages: Readonly<Record<string, string>>): string =>
  printed.replace(/<usage of ([\w ]+)>/, (_mark, command: string) => usages[command] ?? '')

/** Declares the options of one command. Choices only for completion: yargs would refuse others in its own words. */
const declare = (parser: Parser, command: CommandName, completing: boolean): Parser =>
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

const declareConfig = (parser: Parser, completing: boolean): Parser =>
  parser
    .usage(mark('config'))
    .command('init', CONFIG_COMMANDS.init.summary, (sub) => declare(sub, 'config init', completing))
    .command('check [file]', CONFIG_COMMANDS.check.summary, (sub) =>
      declare(sub, 'config check', completing).positional('file', {
        type: 'string',
        description: 'the configuration, instead of the casehard.yaml here or in a folder above',
      }),
    )

/** The parser of all arguments; with `completing` it knows what may be said for completion. */
export const createParser = (completing: boolean, controls: readonly string[]): Parser =>
  declare(yargs(), 'filter', completing)
    .scriptName('casehard')
    .locale('en')
    .command('check', COMMANDS.check.summary, (sub) => declare(sub, 'check', completing))
    .command('explain [subject]', COMMANDS.explain.summary, (sub) =>
      declare(sub, 'explain', completing).positional('subject', {
        type: 'string',
        description: 'id of a control, or KIND/NAME',
        ...(completing ? { choices: controls } : {}),
      }),
    )
    .command('config', COMMANDS.config.summary, (sub) => declareConfig(sub, completing))
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
