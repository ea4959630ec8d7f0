import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, normalize } from 'node:path'
import type { Hardening, ValidNames } from '../../src/config/hardening.ts'
import { describeWeakenings } from '../../src/config/merge.ts'
import { describeProfileFault, isProfileFile, readBuiltinHardening, toHardening } from '../../src/config/parse.ts'
import {
  type CommandDefaults,
  findReportLayer,
  type Layers,
  resolveCommandDefaults,
  resolveConfiguration,
} from '../../src/config/resolve.ts'
import { ConfigurationError } from '../../src/config/validate.ts'
import type { Configuration, Json, Platform } from '../../src/model.ts'
import { type ConfigFile, readConfigFile } from '../../src/yaml/config-file.ts'
import { isConfigured } from '../cli/values.ts'
import { nameOf, readHardening, type Sources } from './profile-file.ts'

/** The built-in profiles by name as JSON, defined by the bundler, so that no YAML is parsed for them. */
declare const CASEHARD_PROFILES: string

/** Returns the built-in profiles by name. Outside the bundle they come from `profiles/` in the working directory. */
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

/** The parts of a configuration that the caller selects by flags and variables. */
export interface ConfigurationRequest {
  /** The profile: a built-in name, or a file relative to the working directory. */
  profile?: string
  /** The flag or variable that sets it, for messages. */
  profileFrom?: string
  /** The configuration file, relative to the working directory if possible. */
  config?: string
  /** The flag or variable that sets it, for messages. */
  configFrom?: string
  /** If the file was found and not named: returns why it may not use another file; undefined if it may. */
  refuse?: (path: string) => string | undefined
  /** A configuration that replaces the file. */
  inline?: InlineConfiguration
  namespace?: string
  platform?: Platform
  /** Turns all generators on or off. */
  generate?: boolean
  /** Whether to write changes although nothing shows that the workload starts with them. */
  assume?: boolean
  /** Whether changed objects get an annotation that says so. */
  mark?: boolean
  /** Whether images are pinned to the digests of the lock file. */
  pin?: boolean
  controls: ValidNames['controls']
}

/** A configuration that is part of another input; file names in it are relative to the working directory. */
export interface InlineConfiguration {
  /** Its name in messages and reports. */
  name: string
  settings: ConfigFile
}

/** A configuration with the options of the command that it sets. */
export interface LoadedConfiguration {
  configuration: Configuration
  defaults: CommandDefaults
  /** Where `spec.report` or each of its items is, for messages, and whether a file that was found sets it. */
  reports: { places: string[]; found: boolean }
  /** How a file that was found weakens hardening. */
  weakenings: string[]
}

/**
 * Reads the profile with its bases and the configuration file, and merges them. A profile from a flag or variable replaces
 * the `profile` of the configuration and also its top-level `stance`, which belongs to that profile.
 * @param read reads a file relative to the working directory, or throws the system's error with its `code`
 * @throws ConfigurationError if a file cannot be read or is invalid
 */
export const loadConfiguration = (
  request: ConfigurationRequest,
  read: Sources['read'] = readFileSync,
): LoadedConfiguration => {
  const builtin = builtinProfiles()
  const sources = { builtin, read, names: { controls: request.controls, profiles: Object.keys(builtin) } }
  const { config, configFrom = '--config', inline } = request
  const written = inline === undefined ? undefined : toHardening(inline.name, inline.settings, sources.names)
  const file =
    config === undefined ? written : readHardening(config, sources, { where: configFrom, at: {}, name: `"${config}"` })
  const layers: Layers = {
    profile: loadProfile(request, file, sources).map(withoutFolder),
    ...(file === undefined ? {} : { file: withoutFolder(underProfile(file, request.profile)) }),
    overrides: {
      ...(request.namespace === undefined ? {} : { namespace: request.namespace }),
      ...(request.platform === undefined ? {} : { platform: request.platform }),
      ...(request.generate === undefined ? {} : { generate: request.generate }),
      ...(request.assume === undefined ? {} : { assume: request.assume }),
      ...(request.mark === undefined ? {} : { mark: request.mark }),
      ...(request.pin === undefined ? {} : { pin: request.pin }),
    },
  }
  const namesProfile = request.profile === undefined
  const reporting = findReportLayer(layers)
  const isFound = request.refuse !== undefined && (namesProfile || reporting === layers.file)
  const usual = readBuiltinHardening('restricted', builtin.restricted as Json)
  const found = request.refuse === undefined ? undefined : layers.file
  return {
    configuration: resolveConfiguration(layers, request.controls),
    defaults: resolveCommandDefaults(layers),
    reports: { places: placesOf(reporting), found: isFound },
    weakenings:
      found === undefined ? [] : describeWeakenings({ usual, profile: layers.profile, namesProfile, file: found }),
  }
}

const placesOf = ({ file = '', reportsAt = [] }: Partial<Hardening> = {}): string[] =>
  reportsAt.map(({ line, column }) => `${file}:${line}:${column}: "spec.report"`)

const underProfile = (file: Hardening, profile: string | undefined): Hardening => {
  const { stance: _, ...spec } = file.spec
  return profile === undefined ? file : { ...file, spec }
}

/** Shortens an absolute path to its base name: reports must not reveal folders of the machine. */
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
  { profile, profileFrom = '--profile', refuse }: ConfigurationRequest,
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
      throw new ConfigurationError(where, [
        { ...at, message: `unknown profile${isConfigured(where) ? '' : ` "${name}"`}; ${fault}` },
      ])
    const path: string = isProfileFile(name) ? locate(name, by?.file) : name
    if (seen.includes(path)) {
      const message = 'a profile cannot be its own base; name another base'
      throw new ConfigurationError(where, [{ ...at, message }])
    }
    const refused = isProfileFile(name) && by !== undefined && profile === undefined ? refuse?.(path) : undefined
    if (refused !== undefined) {
      const message = `"spec.profile" ${refused}; use --profile FILE, or name the configuration with --config FILE if you trust it`
      throw new ConfigurationError(where, [{ ...at, message }])
    }
    seen.push(path)
    by = isProfileFile(name)
      ? readHardening(path, sources, { where, at, name: nameOf(path, by, where) })
      : readBuiltinHardening(name, sources.builtin[name] as Json)
    chain.unshift(by)
    name = by.spec.profile
  }
  return chain
}

const locate = (name: string, from: string | undefined): string =>
  from === undefined || isAbsolute(name) ? normalize(name) : join(dirname(from), name)
