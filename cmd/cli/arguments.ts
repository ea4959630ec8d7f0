import { suggest } from '../../src/lib/suggest.ts'
import type { CommandName } from './command-names.ts'
import { COMMAND_ROWS, GROUPS, wordsOf } from './commands.ts'
import { usageFailure } from './failure.ts'
import { FILTER_USAGE } from './help.ts'
import { OPTIONS, type OptionRow } from './options.ts'
import { createParser, type Parsed, rowsOf, withUsage } from './parser.ts'
import { checkChoices, type Values } from './values.ts'

/** Whether an argument is an option whose value is the next argument. */
const takesNext = (argument: string): boolean =>
  OPTIONS.some(({ name, alias, value }) => value !== undefined && [`--${name}`, `-${alias}`].includes(argument))

/** Index of the first argument from `start` on that is neither an option nor the value of one; `--` is none of them. */
const indexOfWord = (argv: readonly string[], start: number): number => {
  let at = start
  for (;;) {
    const argument = argv[at] ?? '-'
    if (argument === '-' || argument === '--' || !argument.startsWith('-')) return Math.min(at, argv.length)
    at += takesNext(argument) ? 2 : 1
  }
}

/** Whether arguments ask for `casehard exec`, be they right or wrong. */
export const asksForExec = (argv: readonly string[]): boolean => argv[indexOfWord(argv, 0)] === 'exec'

/**
 * Splits arguments at the first `--`: what is behind it is words, whatever it looks like. The command of `exec` needs
 * none: it begins with the first word, as that of `env` does, and its options are never taken for ours.
 */
export const splitArguments = (argv: readonly string[]): { own: readonly string[]; rest: readonly string[] } => {
  const name = indexOfWord(argv, 0)
  const command = argv[name] === 'exec' ? indexOfWord(argv, name + 1) : argv.length
  if (command < argv.length && argv[command] !== '--') return { own: argv.slice(0, command), rest: argv.slice(command) }
  const end = argv.indexOf('--')
  return end < 0 ? { own: argv, rest: [] } : { own: argv.slice(0, end), rest: argv.slice(end + 1) }
}

/** What the arguments ask for: a text to print (help, version, completion), or a command with flags and words. */
export type Request = { print: string } | { command: CommandName; flags: Values; words: string[] }

const COMPLETION_FLAG = '--get-yargs-completions'

const valuesOf = (given: unknown): string[] => [given].flat().map(String)

const readFlag = (row: OptionRow, given: unknown): string[] => {
  const values = valuesOf(given)
  const flag = `--${row.name}`
  if (values.includes('') && !row.optional) throw usageFailure(`${flag} needs a value; say ${flag} ${row.value}`)
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
  const hint = flag.includes(' ')
    ? 'say the option and its value as two arguments, or one with ='
    : suggest(
        `--${flag}`,
        rows.map(({ name }) => `--${name}`),
        'options',
      )
  throw usageFailure(`${shown} is no option of "${where}"; ${hint}`)
}

const NOT_FLAGS = ['_', '$0', 'help', 'h', 'version']

const rowOf = (command: CommandName) => COMMAND_ROWS.find(({ name }) => name === command)

const readFlags = (command: CommandName, parsed: Parsed): Values => {
  const flags: Values = {}
  const aliases = rowsOf(command).map(({ alias }) => alias)
  const positional = rowOf(command)?.positional?.name
  for (const [key, given] of Object.entries(parsed)) {
    if (NOT_FLAGS.includes(key) || aliases.includes(key) || key === positional || given === undefined) continue
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

/** The command that words begin with, and how many of them name it. */
const commandOf = ([first = '', second]: readonly string[]): { command: CommandName; length: number } => {
  if (GROUPS.every(({ name }) => name !== first))
    return rowOf(first as CommandName) === undefined
      ? { command: 'filter', length: 0 }
      : { command: first as CommandName, length: 1 }
  const legal = wordsOf(first)
  if (second !== undefined && legal.includes(second)) return { command: `${first} ${second}` as CommandName, length: 2 }
  const hint = legal.includes('check') ? 'check' : legal[0]
  throw usageFailure(
    second === undefined
      ? `${first}: say what to do, e.g. casehard ${first} ${hint}; legal commands: ${legal.join(', ')}`
      : `${first}: "${second}" is no command of it; ${suggest(second, legal, 'commands')}`,
  )
}

/** The usage of each command and group, as its help shows it. */
const usages = (): Record<string, string> =>
  Object.fromEntries([
    ['filter', FILTER_USAGE],
    ...[...COMMAND_ROWS, ...GROUPS].map(({ name, usage }) => [name, usage]),
  ])

/**
 * Reads the arguments; what stands behind a `--` are words, and so is the command of `exec`. A word that is no command is left in `words`, for the caller to say what is wrong with it.
 * Throws a usage failure for an option that the command does not have or a value that it does not take.
 * @param controls ids of the controls, for completion
 */
export const readArguments = async (argv: readonly string[], controls: readonly string[]): Promise<Request> => {
  const completing = argv[0] === COMPLETION_FLAG
  const { own, rest } = completing ? { own: argv, rest: [] } : splitArguments(argv)
  let print = ''
  const parsed = (await createParser({ completing, controls }).parse([...own], {}, (error, _parsed, output) => {
    if (error) throw usageFailure(error.message)
    print = output
  })) as Parsed
  if (completing || print !== '') return { print: `${withUsage(print, usages()).trimEnd()}\n` }
  checkSwitches(own)
  const words = parsed._.map(String)
  const { command, length } = commandOf(words)
  const positional = parsed[rowOf(command)?.positional?.name ?? '']
  const named = positional === undefined ? [] : valuesOf(positional)
  return { command, flags: readFlags(command, parsed), words: [...named, ...words.slice(length), ...rest] }
}
