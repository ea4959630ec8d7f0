import { dirname, join, relative, resolve } from 'node:path'
import { RULE_IDS } from '../src/generate/ids.ts'
import type { Configuration } from '../src/model.ts'
import { usageFailure } from './failure.ts'
import type { Io } from './io.ts'
import { OPTIONS } from './options.ts'
import { type GivenConfiguration, loadConfiguration, type Wanted } from './profiles.ts'
import { checkChoices, isOn, single, type Values } from './values.ts'

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
    controls: RULE_IDS,
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
