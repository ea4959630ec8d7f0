import { suggest } from '../../src/lib/suggest.ts'
import { usageFailure } from './failure.ts'
import { OPTIONS, type Option, type OptionName, variableOf } from './options.ts'

/** The value of an option and its origin: `--report`, `CASEHARD_REPORT` or the name of a file. */
export interface OptionValue {
  origin: string
  values: readonly string[]
  /** If a configuration sets them: where each value is, for messages, which must not quote it. */
  places?: readonly string[]
  /** If a configuration that was found sets them: the folder that files must be in. */
  within?: string
}

/** The name of the functionConfig in messages and reports; lines are those of the ResourceList. */
export const FUNCTION_CONFIG = 'functionConfig'

/** Whether an origin is a configuration. Messages do not quote its values, which may be secrets. */
export const isConfigured = (origin: string): boolean => origin.startsWith(`${FUNCTION_CONFIG} `)

/** Returns a value in quotes for a message; nothing if a configuration sets it. */
export const quoted = (origin: string, value: string): string => (isConfigured(origin) ? 'the value' : `"${value}"`)

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
  const shown = isConfigured(value.origin) ? '' : ` "${wrong}"`
  throw usageFailure(`${value.origin}: unknown value${shown}; legal values: ${choices.join(', ')}`)
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
