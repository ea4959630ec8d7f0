import { OPTIONS } from './options.ts'

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
