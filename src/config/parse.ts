import { parseQuantity } from '../kube/quantity.ts'
import type { Checks } from '../lib/json-schema/validate.ts'
import { suggest } from '../lib/suggest.ts'
import type { Json, JsonObject } from '../model.ts'
import { type ConfigFile, readConfigFile } from '../yaml/config-file.ts'
import type { Hardening, HardeningSpec, ValidNames } from './hardening.ts'
import { hardeningSchema } from './schema/hardening.ts'
import { ConfigurationError, validateFile } from './validate.ts'

/** Reports whether the name of a profile is a file: it contains a `/` or a `.`. */
export const isProfileFile = (name: string): boolean => /[/.]/.test(name)

/** Describes what is legal in place of an unknown profile; undefined for built-in profiles and for all files. */
export const describeProfileFault = (name: string, profiles: readonly string[]): string | undefined =>
  isProfileFile(name) || profiles.includes(name)
    ? undefined
    : `${suggest(name, profiles, 'profiles')}${name === '' ? '' : ` (the name of a file contains a / or a .)`}`

/** Reports whether a text is a day of the calendar as YYYY-MM-DD. */
export const isDate = (text: string): boolean => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return false
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

const buildChecks = (names: ValidNames): Checks => ({
  date: (value) => (isDate(value as string) ? undefined : 'it must be a day of the calendar, as YYYY-MM-DD'),
  profile: (value) => describeProfileFault(value as string, names.profiles),
  quantity: (value) =>
    (parseQuantity(value) ?? -1) >= 0 ? undefined : 'it must be a Kubernetes quantity, e.g. 100m, 0.5, 128Mi, 1Gi',
})

/**
 * Reads a profile or configuration.
 * @param file its name as the user gave it, for messages
 * @throws ConfigurationError with all faults, in the order of the text
 */
export const parseHardening = (file: string, text: string, names: ValidNames): Hardening => {
  const read = readConfigFile(text)
  if ('error' in read) throw new ConfigurationError(file, [read.error])
  return toHardening(file, read, names)
}

/**
 * Validates a profile or configuration that is parsed already.
 * @param file its name as the user gave it, for messages
 * @throws ConfigurationError with all faults, in the order of the text
 */
export const toHardening = (file: string, read: ConfigFile, names: ValidNames): Hardening => {
  validateFile(file, read, hardeningSchema(names), buildChecks(names))
  const { name = baseName(file), spec } = namedSpec(read.value)
  const { profile, report, exemptions } = spec
  return {
    name,
    file,
    spec,
    ...(profile === undefined ? {} : { profileAt: read.positionOf('/spec/profile') }),
    ...(report === undefined ? {} : { reportsAt: findReports(report).map((pointer) => read.positionOf(pointer)) }),
    ...(exemptions === undefined
      ? {}
      : { exemptionsAt: exemptions.map((_, i) => read.positionOf(`/spec/exemptions/${i}`)) }),
  }
}

const findReports = (report: string | string[]): string[] =>
  Array.isArray(report) ? report.map((_, i) => `/spec/report/${i}`) : ['/spec/report']

/** Returns a built-in profile, which is not validated: tests do that. */
export const readBuiltinHardening = (name: string, value: Json): Hardening => ({ name, spec: namedSpec(value).spec })

const namedSpec = (value: Json): { name?: string; spec: HardeningSpec } => {
  const { metadata, spec } = value as { metadata?: JsonObject; spec: JsonObject }
  return { spec: spec as HardeningSpec, ...(metadata?.name === undefined ? {} : { name: metadata.name as string }) }
}

const baseName = (file: string): string => file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
