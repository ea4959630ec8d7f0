import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, normalize } from 'node:path'
import { ConfigurationError } from '../../src/config/errors.ts'
import type { Hardening, ValidNames } from '../../src/config/hardening.ts'
import {
  describeProfileFault,
  isProfileFile,
  parseHardening,
  readBuiltinHardening,
  toHardening,
} from '../../src/config/parse.ts'
import { containsPolicies, parsePolicies } from '../../src/config/psp/parse.ts'
import {
  type CommandDefaults,
  type Layers,
  resolveCommandDefaults,
  resolveConfiguration,
} from '../../src/config/resolve.ts'
import type { Configuration, Json } from '../../src/model.ts'
import { type ConfigFile, readConfigFile } from '../../src/yaml/config-file.ts'
import { systemCause } from '../cli/failure.ts'

/** The built-in profiles by name, put in by the bundler as JSON, so that no YAML is parsed for them. */
declare const CASEHARD_PROFILES: string

/** The built-in profiles by name; outside the bundle they come from `profiles/` below the working directory. */
export const builtinProfiles = (): Readonly<Record<string, Json>> => {
  if (typeof CASEHARD_PROFILES !== 'undefined') return JSON.parse(CASEHARD_PROFILES)
  const files = readdirSync('profiles').filter((file) => file.endsWith('.yaml'))
  return Object.fromEntries(
    files.sort().map((file) => {
      const read = readConfigFile(readFileSync(join('profiles', file), 'utf8'))
      if ('error' in read) throw new ConfigurationError(file, [read.error])
      return [basename(file, '.yaml'), read.value]
    }),
  )
}

/** What the caller asks for; flags and variables are told apart by whoever reads them. */
export interface Wanted {
  /** Profile by flag or variable: a built-in name or a file, relative to the working directory. */
  profile?: string
  /** What asked for it, for messages. */
  profileFrom?: string
  /** The configuration file, relative to the working directory where it can be. */
  config?: string
  /** What named it, for messages. */
  configFrom?: string
  /** A configuration that was read already, in place of a file. */
  given?: GivenConfiguration
  namespace?: string
  /** What a flag or variable says of generators: all of them, or none. */
  generate?: boolean
  controls: ValidNames['controls']
}

/** A configuration that is no file of its own; relative names in it start from the working directory. */
export interface GivenConfiguration {
  /** For messages and reports. */
  name: string
  settings: ConfigFile
}

/** Where all comes from. */
interface Sources {
  builtin: Readonly<Record<string, Json>>
  names: ValidNames
  read: (path: string) => Uint8Array
}

/**
 * Reads the profile with its bases and the configuration file, and merges them. A profile by flag or variable stands in
 * for the configuration's `profile` and its stance of the whole, which belongs to that base.
 * @param read gives the bytes of a file relative to the working directory, or throws the system's error with its `code`
 * @throws ConfigurationError where a file can not be read or used
 */
export const loadConfiguration = (
  wanted: Wanted,
  read: Sources['read'] = readFileSync,
): { configuration: Configuration; defaults: CommandDefaults } => {
  const builtin = builtinProfiles()
  const sources = { builtin, read, names: { controls: wanted.controls, profiles: Object.keys(builtin) } }
  const { config, configFrom = '--config', given } = wanted
  const written = given === undefined ? undefined : toHardening(given.name, given.settings, sources.names)
  const file = config === undefined ? written : readHardening(config, sources, configFrom, {})
  const layers: Layers = {
    profile: loadProfile(wanted, file, sources).map(withoutFolder),
    ...(file === undefined ? {} : { file: withoutFolder(underProfile(file, wanted.profile)) }),
    overrides: {
      ...(wanted.namespace === undefined ? {} : { namespace: wanted.namespace }),
      ...(wanted.generate === undefined ? {} : { generate: wanted.generate }),
    },
  }
  return { configuration: resolveConfiguration(layers, wanted.controls), defaults: resolveCommandDefaults(layers) }
}

const underProfile = (file: Hardening, profile: string | undefined): Hardening => {
  const { stance: _, ...spec } = file.spec
  return profile === undefined ? file : { ...file, spec }
}

/** Under the name that a report may tell: an absolute path says something of the machine. */
const withoutFolder = (hardening: Hardening): Hardening => {
  const { file, policies, notices } = hardening
  if (file === undefined || !isAbsolute(file)) return hardening
  const name = basename(file)
  return {
    ...hardening,
    file: name,
    ...(policies === undefined ? {} : { policies: policies.map((policy) => ({ ...policy, file: name })) }),
    ...(notices === undefined ? {} : { notices: notices.map((notice) => ({ ...notice, file: name })) }),
  }
}

const loadProfile = (
  { profile, profileFrom = '--profile' }: Wanted,
  file: Hardening | undefined,
  sources: Sources,
): Hardening[] => {
  const chain: Hardening[] = []
  const seen: string[] = []
  let by: Hardening | undefined = profile === undefined ? file : undefined
  for (let name: string | undefined = profile ?? file?.spec.profile ?? 'restricted'; name !== undefined; ) {
    const where = by?.file ?? profileFrom
    const at = by?.profileAt === undefined ? {} : { ...by.profileAt, pointer: '/spec/profile' }
    const fault = describeProfileFault(name, sources.names.profiles)
    if (fault !== undefined)
      throw new ConfigurationError(where, [{ ...at, message: `unknown profile "${name}"; ${fault}` }])
    const path: string = isProfileFile(name) ? locate(name, by?.file) : name
    if (seen.includes(path)) {
      const circle = [...seen.slice(seen.indexOf(path)), path].join(', then ')
      throw new ConfigurationError(where, [{ ...at, message: `a profile can not be its own base: ${circle}` }])
    }
    seen.push(path)
    by = isProfileFile(name)
      ? readHardening(path, sources, where, at)
      : readBuiltinHardening(name, sources.builtin[name] as Json)
    chain.unshift(by)
    name = by.spec.profile
  }
  return chain
}

const locate = (name: string, from: string | undefined): string =>
  from === undefined || isAbsolute(name) ? normalize(name) : join(dirname(from), name)

const readHardening = (
  path: string,
  { names, read }: Sources,
  where: string,
  at: { line?: number; column?: number },
): Hardening => {
  const problem = (message: string) => new ConfigurationError(where, [{ ...at, message }])
  let bytes: Uint8Array
  try {
    bytes = read(path)
  } catch (error) {
    throw problem(`"${path}" can not be read (${systemCause(error)}); check its name`)
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw problem(`"${path}" is not valid UTF-8; save it as UTF-8`)
  }
  return containsPolicies(text) ? parsePolicies(path, text) : parseHardening(path, text, names)
}
