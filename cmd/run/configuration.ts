import { dirname, join, relative, resolve } from 'node:path'
import { isDate } from '../../src/config/parse.ts'
import { RULES } from '../../src/generate/index.ts'
import type { Configuration } from '../../src/model.ts'
import { usageFailure } from '../cli/failure.ts'
import { OPTIONS } from '../cli/options.ts'
import { checkChoices, isOn, single, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { type GivenConfiguration, loadConfiguration, type Wanted } from './profiles.ts'

const FILE = 'casehard.yaml'

/**
 * The `casehard.yaml` of a folder or the nearest one above it, up to the root of the repository (the folder that holds
 * `.git`) or of the file system.
 */
export const findConfiguration = (io: Pick<Io, 'exists'>, start: string): string | undefined => {
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, FILE)
    if (io.exists(file)) return file
    if (io.exists(join(folder, '.git')) || dirname(folder) === folder) return undefined
  }
}

/** The configuration file, relative to the working directory where it can be, and what named it; or the given one. */
const findFile = (
  io: Io,
  { config }: Values,
  given: GivenConfiguration | undefined,
): Pick<Wanted, 'config' | 'configFrom' | 'given'> => {
  const named = config?.values[0]
  if (config !== undefined && named !== undefined && named !== 'none')
    return { config: named, configFrom: config.origin }
  if (given !== undefined) return { given }
  if (named === 'none') return {}
  const found = findConfiguration(io, io.cwd)
  return found === undefined ? {} : { config: relative(io.cwd, found), configFrom: 'configuration' }
}

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

const checkNamespace = ({ namespace }: Values): void => {
  const name = namespace?.values[0] ?? 'default'
  if (NAMESPACE.test(name)) return
  throw usageFailure(`${namespace?.origin}: "${name}" is no namespace; use up to 63 of a-z, 0-9 and, inside, -`)
}

/** What the configuration says in place of flags, under what flags and variables say themselves. */
const addDefaults = (
  values: Values,
  { report, failOn, quiet, today }: ReturnType<typeof loadConfiguration>['defaults'],
  origin: string,
): Values => {
  const defaults = { report, 'fail-on': failOn, quiet, today }
  const filled = { ...values }
  for (const row of OPTIONS) {
    const value = defaults[row.name as keyof typeof defaults]
    if (value === undefined || filled[row.name] !== undefined) continue
    filled[row.name] = checkChoices(row, { origin, values: [value].flat().map(String) })
  }
  return filled
}

/**
 * Merges flags and variables with the configuration file and the profile.
 * Throws a failure or a ConfigurationError where one of them can not be used.
 * @param given stands in the place of the configuration file, unless `--config` names one
 */
export const loadSettings = (
  io: Io,
  values: Values,
  given?: GivenConfiguration,
): { configuration: Configuration; values: Values } => {
  checkNamespace(values)
  const file = findFile(io, values, given)
  const namespace = single(values, 'namespace')
  const wanted: Wanted = {
    controls: RULES,
    ...(values.profile === undefined
      ? {}
      : { profile: values.profile.values[0] ?? '', profileFrom: values.profile.origin }),
    ...file,
    ...(namespace === undefined ? {} : { namespace }),
    ...(values.generate === undefined ? {} : { generate: isOn(values, 'generate') }),
  }
  const { configuration, defaults } = loadConfiguration(wanted, (path) => io.readFile(resolve(io.cwd, path)))
  return {
    configuration,
    values: addDefaults(values, defaults, file.config ?? file.given?.name ?? `the profile ${configuration.profile}`),
  }
}

/** Stands in for the clock of a build that can be repeated: https://reproducible-builds.org/specs/source-date-epoch/ */
const EPOCH = 'SOURCE_DATE_EPOCH'

const MILLISECONDS = 1000

/** The day, in UTC, of a count of seconds since 1970. */
const dayOf = (seconds: string): string => {
  const time = /^\d{1,12}$/.test(seconds) ? Number(seconds) * MILLISECONDS : Number.NaN
  const day = Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length)
  if (isDate(day)) return day
  throw usageFailure(`${EPOCH}: "${seconds}" is no time; it counts the seconds since 1970, as date +%s prints them`)
}

/** Today as an ISO date: as it is said, else from `SOURCE_DATE_EPOCH`, else from the clock. Throws a usage failure. */
export const readToday = (values: Values, io: Io): string => {
  const said = single(values, 'today')
  if (said === undefined) return io.env[EPOCH] ? dayOf(io.env[EPOCH]) : io.today
  if (isDate(said)) return said
  throw usageFailure(`${values.today?.origin}: "${said}" is no date; say it as 2027-01-31`)
}
