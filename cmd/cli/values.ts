import { suggest } from '../../src/lib/suggest.ts'
import { usageFailure } from './failure.ts'
import { OPTIONS, type Option, type OptionName, variableOf } from './options.ts'

/** The value of an option and its origin: `--report`, `CASEHARD_REPORT` or the name of a file. */
export interface OptionValue {
  origin: string
  values: readonly string[]
}

export type Values = Partial<Record<OptionName, OptionValue>>

const ON = ['true', 'yes', '1']
const OFF = ['false', 'no', '0']

/** Splits a text into values at commas and line feeds. */
export const splitValue = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== '')

/** Returns the value unchanged. Throws a usage failure if it is not one of the legal values of the option. */
export const checkChoices = (option: Option, value: OptionValue): OptionValue => {
  const choices = option.choices ?? (option.value === undefined ? [...ON, ...OFF] : undefined)
  const wrong = value.values.find((one) => choices?.includes(one) === false)
  if (wrong === undefined || choices === undefined) return value
  throw usageFailure(`${value.origin}: unknown value "${wrong}"; legal values: ${choices.join(', ')}`)
}

/** Reads options from `CASEHARD_*` variables; an empty variable counts as unset. */
export const readVariables = (
  options: readonly Option[],
  env: Readonly<Record<string, string | undefined>>,
): Values => {
  const values: Values = {}
  for (const option of options) {
    const origin = variableOf(option.name)
    const text = env[origin] ?? ''
    const list = option.repeatable ? splitValue(text) : [text]
    if (text !== '') values[option.name] = checkChoices(option, { origin, values: list })
  }
  return values
}

/** Returns a warning for each `CASEHARD_*` variable that is not the variable of an option. */
export const warnOfUnknownVariables = (env: Readonly<Record<string, string | undefined>>): string[] => {
  const known = Object.values(OPTIONS).map(({ name }) => variableOf(name))
  return Object.keys(env)
    .filter((name) => name.startsWith('CASEHARD_') && !known.includes(name))
    .sort()
    .map((name) => `casehard: warning: unknown variable ${name}; ${suggest(name, known, 'variables')}`)
}

/** Returns the only value of an option that is not repeatable. */
export const single = (values: Values, name: OptionName): string | undefined => values[name]?.values[0]

/** Whether a switch is on. */
export const isOn = (values: Values, name: OptionName): boolean => ON.includes(single(values, name) ?? 'false')
