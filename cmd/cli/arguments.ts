import { suggest } from '../../src/lib/suggest.ts'
import { filterCommand } from '../commands/filter/command.ts'
import { COMMANDS } from '../commands/index.ts'
import type { Command } from './command.ts'
import { usageFailure } from './failure.ts'
import { OPTIONS, type Option } from './options.ts'
import { COMPLETION, createParser, insertUsage, type Parsed, proposeValues } from './parser.ts'
import { checkChoices, type Values } from './values.ts'

/** Returns the words that can come first: commands, groups of commands, and `completion`. */
export const firstWords = (): string[] => [...COMMANDS.map(({ name }) => name), COMPLETION.name]

/** Whether the value of an option is the argument after it. */
const takesNext = (argument: string): boolean =>
  Object.values(OPTIONS).some(
    ({ name, alias, value }: Option) => value !== undefined && [`--${name}`, `-${alias}`].includes(argument),
  )

/** Returns the index of the first argument from `start` on that is neither an option nor the value of one; `--` counts. */
const indexOfWord = (argv: readonly string[], start: number): number => {
  let at = start
  for (;;) {
    const argument = argv[at] ?? '-'
    if (argument === '-' || argument === '--' || !argument.startsWith('-')) return Math.min(at, argv.length)
    at += takesNext(argument) ? 2 : 1
  }
}

/** The commands that run another program; the arguments of that program are not parsed as ours. */
const RUNNING = ['exec', 'helm', 'kustomize']

/** Whether the arguments, valid or not, call a command that runs another program. */
export const callsExec = (argv: readonly string[]): boolean => RUNNING.includes(argv[indexOfWord(argv, 0)] ?? '')

/**
 * Splits arguments at the first `--`: all arguments after it are positional. The command of `exec` needs no `--`: it
 * starts at the first word, as for `env`, and its options are not parsed as ours.
 */
export const splitArguments = (argv: readonly string[]): { own: readonly string[]; rest: readonly string[] } => {
  const name = indexOfWord(argv, 0)
  const command = RUNNING.includes(argv[name] ?? '') ? indexOfWord(argv, name + 1) : argv.length
  if (command < argv.length && argv[command] !== '--') return { own: argv.slice(0, command), rest: argv.slice(command) }
  const end = argv.indexOf('--')
  return end < 0 ? { own: argv, rest: [] } : { own: argv.slice(0, end), rest: argv.slice(end + 1) }
}

/** The parsed arguments: a text to print (help, version, completion), or a command with its flags and arguments. */
export type Request = { print: string } | { command: Command; flags: Values; positionals: string[] }

const COMPLETION_FLAG = '--get-yargs-completions'

const toStrings = (value: unknown): string[] => [value].flat().map(String)

const readFlag = ({ name, value, optional, repeatable }: Option, parsed: unknown): string[] => {
  const values = toStrings(parsed)
  const flag = `--${name}`
  if (values.includes('') && !optional) throw usageFailure(`${flag} needs a value; use ${flag} ${value}`)
  if (repeatable || values.length === 1) return values
  throw usageFailure(`${flag} is set ${values.length} times; set it once`)
}

/** Returns the option of a flag. Throws a usage failure that suggests the closest flag. */
const findOption = ({ name: command, options }: Command, flag: string): Option => {
  const found = options.find(({ name }) => name === flag)
  if (found !== undefined) return found
  const where = command === filterCommand.name ? 'casehard' : `casehard ${command}`
  const shown = flag.length === 1 ? `-${flag}` : `--${flag}`
  const hint = flag.includes(' ')
    ? 'write the option and its value as two arguments, or as one with ='
    : suggest(
        `--${flag}`,
        options.map(({ name }) => `--${name}`),
        'options',
      )
  throw usageFailure(`${shown} is not an option of "${where}"; ${hint}`)
}

const NOT_FLAGS = ['_', '$0', 'help', 'h', 'version', 'v']

const readFlags = (command: Command, parsed: Parsed): Values => {
  const flags: Values = {}
  const aliases = command.options.map(({ alias }) => alias)
  for (const [key, value] of Object.entries(parsed)) {
    if (NOT_FLAGS.includes(key) || aliases.includes(key) || key === command.positional?.name || value === undefined)
      continue
    const option = findOption(command, key)
    flags[option.name] = checkChoices(option, { origin: `--${key}`, values: readFlag(option, value) })
  }
  return flags
}

/** Refuses switches with another value than true or false; yargs reads `--quiet=maybe` as false. */
const checkSwitches = (argv: readonly string[]): void => {
  for (const option of Object.values(OPTIONS).filter(({ value }) => value === undefined)) {
    const flag = `--${option.name}`
    const values = argv.filter((word) => word.startsWith(`${flag}=`)).map((word) => word.slice(flag.length + 1))
    checkChoices({ ...option, choices: ['true', 'false'] }, { origin: flag, values })
  }
}

/** Finds the command that words start with, and how many of them are its name. */
const findCommand = ([first = '', second]: readonly string[]): { command: Command; length: number } => {
  const row = COMMANDS.find(({ name }) => name === first)
  if (row === undefined) return { command: filterCommand, length: 0 }
  if (!('commands' in row)) return { command: row, length: 1 }
  const found = row.commands.find(({ name }) => name === `${first} ${second}`)
  if (found !== undefined) return { command: found, length: 2 }
  const legal = row.commands.map(({ name }) => name.slice(first.length + 1))
  const example = legal.includes('check') ? 'check' : legal[0]
  throw usageFailure(
    second === undefined
      ? `${first} needs a command, e.g. casehard ${first} ${example}; legal commands: ${legal.join(', ')}`
      : `"${second}" is not a command of ${first}; ${suggest(second, legal, 'commands')}`,
  )
}

/** Returns the command that complete or incomplete arguments call. */
const commandOf = (argv: readonly string[]): Command => {
  const words: string[] = []
  for (let at = indexOfWord(argv, 0); at < argv.length; at = indexOfWord(argv, at + 1)) words.push(argv[at] as string)
  try {
    return findCommand(words).command
  } catch {
    return filterCommand
  }
}

/**
 * Completes the last argument without yargs, which does not know that it is the value of an option or, after `--`,
 * belongs to another command; undefined if it is neither.
 */
const complete = async (words: readonly string[], shell: string | undefined): Promise<string | undefined> => {
  const { own, rest } = splitArguments(words)
  return rest.length > 0 && rest.join('') !== '' ? '' : proposeValues(words, commandOf(own).options, shell)
}

/**
 * Parses arguments. All arguments after `--` and the command of `exec` are positional. A word that is not a command is
 * returned as a positional argument of the filter. Throws a usage failure for an option that the command does not have
 * and for a value that is not legal.
 * @param controls ids of the controls, for completion
 * @param shell the path of the user's shell, for completion
 */
export const readArguments = async (
  argv: readonly string[],
  controls: readonly string[],
  shell?: string,
): Promise<Request> => {
  const completing = argv[0] === COMPLETION_FLAG
  const proposed = completing ? await complete(argv.slice(2), shell) : undefined
  if (proposed !== undefined) return { print: proposed }
  const { own, rest } = completing ? { own: argv, rest: [] } : splitArguments(argv)
  let print = ''
  const parsed = (await createParser({ completing, controls }).parse([...own], {}, (error, _parsed, output) => {
    if (error) throw usageFailure(error.message)
    print = output
  })) as Parsed
  if (completing || print !== '') return { print: `${insertUsage(print).trimEnd()}\n` }
  checkSwitches(own)
  const words = parsed._.map(String)
  const { command, length } = findCommand(words)
  const positional = parsed[command.positional?.name ?? '']
  const first = positional === undefined ? [] : toStrings(positional)
  return { command, flags: readFlags(command, parsed), positionals: [...first, ...words.slice(length), ...rest] }
}
