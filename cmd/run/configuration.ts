import { dirname, join, relative, resolve } from 'node:path'
import { isDate } from '../../src/config/parse.ts'
import { RULES } from '../../src/generate/index.ts'
import type { Configuration } from '../../src/model.ts'
import { usageFailure } from '../cli/failure.ts'
import { OPTIONS, type Option } from '../cli/options.ts'
import { checkChoices, isOn, single, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { type ConfigurationRequest, type InlineConfiguration, loadConfiguration } from './profiles.ts'

const FILE = 'casehard.yaml'

/**
 * Finds the `casehard.yaml` in a folder or in the closest one above it, up to the root of the repository (the folder that
 * contains `.git`) or of the file system.
 */
export const findConfiguration = (io: Pick<Io, 'exists'>, start: string): string | undefined => {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, FILE)
    if (io.exists(file)) return file
    if (io.exists(join(folder, '.git')) || dirname(folder) === folder) return undefined
  }
}

/** Finds the configuration file and what selected it, or returns the inline configuration. */
const findFile = (
  io: Io,
  { config }: Values,
  inline: InlineConfiguration | undefined,
): Pick<ConfigurationRequest, 'config' | 'configFrom' | 'inline'> => {
  const named = config?.values[0]
  if (config !== undefined && named !== undefined && named !== 'none')
    return { config: named, configFrom: config.origin }
  if (inline !== undefined) return { inline }
  if (named === 'none') return {}
  const found = findConfiguration(io, io.cwd)
  return found === undefined ? {} : { config: relative(io.cwd, found), configFrom: 'configuration' }
}

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

const checkNamespace = ({ namespace }: Values): void => {
  const name = namespace?.values[0] ?? 'default'
  if (NAMESPACE.test(name)) return
  throw usageFailure(
    `${namespace?.origin}: "${name}" is not a namespace name; use at most 63 of a-z, 0-9 and -, without - at the ends`,
  )
}

/** Adds the options that the configuration sets; flags and variables take precedence. */
const addDefaults = (
  values: Values,
  { report, failOn, quiet, today }: ReturnType<typeof loadConfiguration>['defaults'],
  origin: string,
): Values => {
  const defaults: [Option, unknown][] = [
    [OPTIONS.today, today],
    [OPTIONS.report, report],
    [OPTIONS['fail-on'], failOn],
    [OPTIONS.quiet, quiet],
  ]
  const filled = { ...values }
  for (const [option, value] of defaults) {
    if (value === undefined || filled[option.name] !== undefined) continue
    filled[option.name] = checkChoices(option, { origin, values: [value].flat().map(String) })
  }
  return filled
}

/**
 * Merges flags and variables with the configuration file and the profile.
 * Throws a Failure or a ConfigurationError if one of them is invalid.
 * @param inline replaces the configuration file, unless `--config` names one
 */
export const loadSettings = (
  io: Io,
  values: Values,
  inline?: InlineConfiguration,
): { configuration: Configuration; values: Values } => {
  checkNamespace(values)
  const file = findFile(io, values, inline)
  const namespace = single(values, 'namespace')
  const request: ConfigurationRequest = {
    controls: RULES,
    ...(values.profile === undefined
      ? {}
      : { profile: values.profile.values[0] ?? '', profileFrom: values.profile.origin }),
    ...file,
    ...(namespace === undefined ? {} : { namespace }),
    ...(values.generate === undefined ? {} : { generate: isOn(values, 'generate') }),
  }
  const { configuration, defaults } = loadConfiguration(request, (path) => io.readFile(resolve(io.cwd, path)))
  return {
    configuration,
    values: addDefaults(values, defaults, file.config ?? file.inline?.name ?? `the profile ${configuration.profile}`),
  }
}

/** Replaces the clock in reproducible builds: https://reproducible-builds.org/specs/source-date-epoch/ */
const EPOCH = 'SOURCE_DATE_EPOCH'

const MILLISECONDS = 1000

/** Converts seconds since 1970 to an ISO date in UTC. */
const dayOf = (seconds: string): string => {
  const time = /^\d{1,12}$/.test(seconds) ? Number(seconds) * MILLISECONDS : Number.NaN
  const day = Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length)
  if (isDate(day)) return day
  throw usageFailure(`${EPOCH}: "${seconds}" is not a time in seconds since 1970; use the output of date +%s`)
}

/** Returns today as an ISO date from `--today`, else `SOURCE_DATE_EPOCH`, else the clock. Throws a usage failure. */
export const readToday = (values: Values, io: Io): string => {
  const today = single(values, 'today')
  if (today === undefined) return io.env[EPOCH] ? dayOf(io.env[EPOCH]) : io.today
  if (isDate(today)) return today
  throw usageFailure(`${values.today?.origin}: "${today}" is not a date; write it as 2027-01-31`)
}
