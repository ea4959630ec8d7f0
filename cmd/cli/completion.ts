import { builtinProfiles } from '../run/profiles.ts'
import type { Option, OptionName } from './options.ts'

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
