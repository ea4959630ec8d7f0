import yargs from 'yargs'
import { suggest } from '../src/profile/nearest.ts'
import { usageFailure } from './failure.ts'
import { COMMANDS, EPILOGUE, USAGE } from './help.ts'
import { type CommandName, OPTIONS, type OptionRow } from './options.ts'
import { checkChoices, type Values } from './values.ts'
import { VERSION } from './version.ts'

/** What the arguments ask for: a text to print (help, version, completion), or a command with flags and words. */
export type Request = { print: string } | { command: CommandName; flags: Values; words: string[] }

type Parser = ReturnType<typeof yargs>
type Parsed = Record<string, unknown> & { _: (string | number)[] }

/** yargs takes the indentation out of what stands here, so the real text is put in afterwards. */
const USAGE_MARK = '<usage>'
const COMPLETION_FLAG = '--get-yargs-completions'

const rowsOf = (command: CommandName) => OPTIONS.filter(({ commands }) => commands.includes(command))

const isCommand = (word: string | undefined): word is 'check' | 'explain' => word === 'check' || word === 'explain'

/** Declares the options of one command. Choices only for completion: yargs would refuse others in its own words. */
const declare = (parser: Parser, command: CommandName, completing: boolean): Parser =>
  rowsOf(command).reduce(
    (declared, { name, letter, value, choices, description }) =>
      declared.option(name, {
        // Never an array: that would swallow every word behind it. Given twice, a string becomes a list anyway.
        type: value === undefined ? 'boolean' : 'string',
        description: value === undefined ? description : `${value}: ${description}`,
        global: false,
        ...(letter === undefined ? {} : { alias: letter }),
        ...(completing && choices !== undefined ? { choices } : {}),
      }),
    parser,
  )

const createParser = (completing: boolean, controls: readonly string[]): Parser =>
  declare(yargs(), 'filter', completing)
    .scriptName('casehard')
    .locale('en')
    .usage(USAGE_MARK)
    .command('check', COMMANDS.check.summary, (sub) => declare(sub, 'check', completing).usage(COMMANDS.check.usage))
    .command('explain [subject]', COMMANDS.explain.summary, (sub) =>
      declare(sub, 'explain', completing)
        .usage(COMMANDS.explain.usage)
        .positional('subject', {
          type: 'string',
          description: 'id of a control, or KIND/NAME',
          ...(completing ? { choices: controls } : {}),
        }),
    )
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

const valuesOf = (given: unknown): string[] => [given].flat().map(String)

const readFlag = (row: OptionRow, given: unknown): string[] => {
  const values = valuesOf(given)
  const flag = `--${row.name}`
  if (values.includes('')) throw usageFailure(`${flag} needs a value; say ${flag} ${row.value}`)
  if (row.repeatable || values.length === 1) return values
  throw usageFailure(`${flag} is given ${values.length} times; give it once`)
}

/** The option that a flag stands for, or a usage failure that names the one that was meant. */
const findRow = (command: CommandName, flag: string): OptionRow => {
  const rows = rowsOf(command)
  const found = rows.find(({ name }) => name === flag)
  if (found !== undefined) return found
  const where = command === 'filter' ? 'casehard' : `casehard ${command}`
  const shown = flag.length === 1 ? `-${flag}` : `--${flag}`
  const hint = suggest(
    `--${flag}`,
    rows.map(({ name }) => `--${name}`),
    'options',
  )
  throw usageFailure(`${shown} is no option of "${where}"; ${hint}`)
}

const NOT_FLAGS = ['_', '$0', 'help', 'h', 'version']

const readFlags = (command: CommandName, parsed: Parsed): Values => {
  const flags: Values = {}
  for (const [key, given] of Object.entries(parsed)) {
    if (NOT_FLAGS.includes(key) || (command === 'explain' && key === 'subject') || given === undefined) continue
    if (rowsOf(command).some(({ letter }) => letter === key)) continue
    const row = findRow(command, key)
    flags[row.name] = checkChoices(row, { origin: `--${key}`, values: readFlag(row, given) })
  }
  return flags
}

/** yargs reads `--quiet=maybe` as false; here it is refused. */
const checkSwitches = (argv: readonly string[]): void => {
  for (const row of OPTIONS.filter(({ value }) => value === undefined)) {
    const flag = `--${row.name}`
    const values = argv.filter((word) => word.startsWith(`${flag}=`)).map((word) => word.slice(flag.length + 1))
    checkChoices({ ...row, choices: ['true', 'false'] }, { origin: flag, values })
  }
}

/**
 * Reads the arguments. A word that is no command is left in `words`, for the caller to say what is wrong with it.
 * Throws a usage failure for an option that the command does not have or a value that it does not take.
 * @param controls ids of the controls, for completion
 */
export const readArguments = async (argv: readonly string[], controls: readonly string[]): Promise<Request> => {
  const completing = argv.includes(COMPLETION_FLAG)
  let print = ''
  const parsed = (await createParser(completing, controls).parse([...argv], {}, (error, _parsed, output) => {
    if (error) throw usageFailure(error.message)
    print = output
  })) as Parsed
  if (completing || print !== '') return { print: `${print.replace(USAGE_MARK, USAGE).trimEnd()}\n` }
  checkSwitches(argv)
  const words = parsed._.map(String)
  const [first, ...rest] = words
  if (!isCommand(first)) return { command: 'filter', flags: readFlags('filter', parsed), words }
  const subject = first === 'explain' && parsed.subject !== undefined ? valuesOf(parsed.subject) : []
  return { command: first, flags: readFlags(first, parsed), words: [...subject, ...rest] }
}
