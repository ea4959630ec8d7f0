import { suggest } from '../../src/lib/suggest.ts'
import type { CommandName } from './command-names.ts'
import { usageFailure } from './failure.ts'
import { OPTIONS, type OptionName, type OptionRow, variableOf } from './options.ts'

/** What somebody said for an option, and where: `--report`, `CASEHARD_REPORT` or the name of a file. */
export interface OptionValue {
  origin: string
  values: readonly string[]
}

export type Values = Partial<Record<OptionName, OptionValue>>

const ON = ['true', 'yes', '1']
const OFF = ['false', 'no', '0']

/** The values that one text names, by comma or line. */
export const splitValue = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== '')

/** Throws a usage failure where a value is none of the option's choices. */
export const checkChoices = (row: OptionRow, said: OptionValue): OptionValue => {
  const choices = row.choices ?? (row.value === undefined ? [...ON, ...OFF] : undefined)
  const wrong = said.values.find((value) => choices?.includes(value) === false)
  if (wrong === undefined || choices === undefined) return said
  throw usageFailure(`${said.origin}: "${wrong}" is not known; legal values: ${choices.join(', ')}`)
}

/** What the environment says to a command; an empty variable says nothing. */
export const readVariables = (command: CommandName, env: Readonly<Record<string, string | undefined>>): Values => {
  const values: Values = {}
  for (const row of OPTIONS.filter(({ commands }) => commands.includes(command))) {
    const origin = variableOf(row.name)
    const text = env[origin] ?? ''
    const list = row.repeatable ? splitValue(text) : [text]
    if (text !== '') values[row.name] = checkChoices(row, { origin, values: list })
  }
  return values
}

/** A warning for each variable that looks like one of ours and is none. */
export const warnOfUnknownVariables = (env: Readonly<Record<string, string | undefined>>): string[] => {
  const known = OPTIONS.map(({ name }) => variableOf(name))
  return Object.keys(env)
    .filter((name) => name.startsWith('CASEHARD_') && !known.includes(name))
    .sort()
    .map((name) => `casehard: warning: the variable ${name} is not known; ${suggest(name, known, 'variables')}`)
}

/** The single value of an option that is not repeatable. */
export const single = (values: Values, name: OptionName): string | undefined => values[name]?.values[0]

/** Whether an option without a value is switched on. */
export const isOn = (values: Values, name: OptionName): boolean => ON.includes(single(values, name) ?? 'false')
