import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { isDate } from '../../src/config/parse.ts'
import { ConfigurationError } from '../../src/config/validate.ts'
import { catalogOf, readCatalog } from '../../src/evidence/image/catalog.ts'
import { RULES } from '../../src/generate/index.ts'
import { printable } from '../../src/lib/printable.ts'
import type { Configuration, ImageCatalog, ImageFacts, Platform } from '../../src/model.ts'
import { readConfigFile } from '../../src/yaml/config-file.ts'
import { usageFailure } from '../cli/failure.ts'
import { OPTIONS, type Option } from '../cli/options.ts'
import { checkChoices, isOn, type OptionValue, quoted, single, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { loadLock } from './image-lock.ts'
import { LARGEST_CONFIGURATION } from './profile-file.ts'
import {
  type ConfigurationRequest,
  type InlineConfiguration,
  type LoadedConfiguration,
  loadConfiguration,
} from './profiles.ts'
import { checkFound, describeUntrusted, findConfiguration } from './trust.ts'

/** Finds the configuration file and what selected it, or returns the inline configuration. */
const findFile = (
  io: Io,
  { config }: Values,
  inline: InlineConfiguration | undefined,
): Pick<ConfigurationRequest, 'config' | 'configFrom' | 'inline' | 'refuse'> & { folder?: string } => {
  const named = config?.values[0]
  if (config !== undefined && named !== undefined && named !== 'none')
    return { config: named, configFrom: config.origin }
  if (inline !== undefined) return { inline }
  if (named === 'none') return {}
  const found = findConfiguration(io, io.cwd)
  if (found === undefined) return {}
  const [name, folder] = [relative(io.cwd, found), dirname(found)]
  checkFound(io, found, name)
  const refuse = (path: string) => describeUntrusted(io, resolve(io.cwd, path), folder)
  return { config: name, configFrom: 'configuration', refuse, folder }
}

const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

const checkNamespace = ({ namespace }: Values): void => {
  const { values: [name = ''] = [], origin } = namespace ?? { values: ['default'], origin: '' }
  if (NAMESPACE.test(name)) return
  throw usageFailure(
    `${origin}: ${quoted(origin, name)} is not a namespace name; use at most 63 of a-z, 0-9 and -, without - at the ends`,
  )
}

/** Adds the options that the configuration sets; flags and variables take precedence. */
const addDefaults = (
  values: Values,
  { report, failOn, exclude, quiet, today }: LoadedConfiguration['defaults'],
  origin: string,
  placed: Pick<OptionValue, 'places' | 'within'>,
): Values => {
  const defaults: [Option, unknown][] = [
    [OPTIONS.today, today],
    [OPTIONS.report, report],
    [OPTIONS['fail-on'], failOn],
    [OPTIONS.exclude, exclude],
    [OPTIONS.quiet, quiet],
  ]
  const filled = { ...values }
  for (const [option, value] of defaults) {
    if (value === undefined || filled[option.name] !== undefined) continue
    filled[option.name] = {
      ...checkChoices(option, { origin, values: [value].flat().map(String) }),
      ...(option.name === 'report' ? placed : {}),
    }
  }
  return filled
}

/** What a run is told by flags, variables, the configuration and the profile. */
export interface Settings {
  configuration: Configuration
  /** The built-in facts about images, with those of the lock file. */
  images: ImageCatalog
  /** The name of the lock file if it was found and not named. */
  foundLock?: string
  values: Values
  /** A line for stderr if a configuration that was found weakens hardening, which its own `quiet` does not silence. */
  warning: string
}

/**
 * Merges flags and variables with the configuration file and the profile.
 * Throws a Failure or a ConfigurationError if one of them is invalid.
 * @param inline replaces the configuration file, unless `--config` names one
 */
export const loadSettings = (io: Io, values: Values, inline?: InlineConfiguration): Settings => {
  checkNamespace(values)
  const { folder, ...file } = findFile(io, values, inline)
  const namespace = single(values, 'namespace')
  const platform = single(values, 'platform')
  const request: ConfigurationRequest = {
    controls: RULES,
    ...(values.profile === undefined
      ? {}
      : { profile: values.profile.values[0] ?? '', profileFrom: values.profile.origin }),
    ...file,
    ...(namespace === undefined ? {} : { namespace }),
    ...(platform === undefined ? {} : { platform: platform as Platform }),
    ...(values.generate === undefined ? {} : { generate: isOn(values, 'generate') }),
    ...(values.assume === undefined ? {} : { assume: isOn(values, 'assume') }),
    ...(values.mark === undefined ? {} : { mark: isOn(values, 'mark') }),
    ...(values.pin === undefined ? {} : { pin: isOn(values, 'pin') }),
  }
  const { configuration, defaults, reports, weakenings } = loadConfiguration(request, (path) =>
    io.readSmallFile(resolve(io.cwd, path), LARGEST_CONFIGURATION),
  )
  const origin = file.config ?? file.inline?.name ?? `the profile ${configuration.profile}`
  const { places, found } = reports
  const placed = { places, ...(found && folder !== undefined ? { within: folder } : {}) }
  const isSilent = weakenings.length === 0 || isOn(values, 'quiet')
  const warning = isSilent
    ? ''
    : `casehard: ${printable(file.config ?? '')} weakens hardening: ${weakenings.join(', ')}\n`
  const lock = loadLock(io, values, file.config)
  return {
    configuration,
    images: lock === undefined ? builtinImages() : { ...builtinImages(), locked: lock.lookup },
    values: addDefaults(values, defaults, origin, placed),
    warning,
    ...(lock?.isFound ? { foundLock: lock.name } : {}),
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
  const origin = values.today?.origin ?? ''
  throw usageFailure(`${origin}: ${quoted(origin, today)} is not a date; write it as 2027-01-31`)
}

/** All built-in facts as `readCatalog` reads them, defined by the bundler: parsing them would take longer than hardening. */
declare const CASEHARD_IMAGES: string

const FOLDER = join('profiles', 'images')

/** Reads the files, outside the bundle. */
export const readFacts = (): ImageFacts[] => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'))
  return files.sort().flatMap((file) => {
    const read = readConfigFile(readFileSync(join(FOLDER, file), 'utf8'))
    if ('error' in read) throw new ConfigurationError(file, [read.error])
    return (read.value as unknown as { images: ImageFacts[] }).images
  })
}

let known: ImageCatalog | undefined

/**
 * Returns the built-in facts about images, which are read once. Outside the bundle they come from `profiles/images/` in
 * the working directory.
 */
export const builtinImages = (): ImageCatalog => {
  known ??= typeof CASEHARD_IMAGES === 'undefined' ? catalogOf(readFacts()) : readCatalog(CASEHARD_IMAGES)
  return known
}
