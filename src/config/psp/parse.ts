import { objectsOf } from '../../kube/pod/locate.ts'
import { asObject, asString, isObject } from '../../kube/pod/pod.ts'
import type { InputObject, Json, JsonObject, Notice, PodSecurityPolicy, PolicyProfiles } from '../../model.ts'
import { valueAt } from '../../pointer.ts'
import { InputError } from '../../yaml/errors.ts'
import { positionAt } from '../../yaml/locate.ts'
import { type Parsed, parseSlice } from '../../yaml/parse.ts'
import { splitStream } from '../../yaml/split.ts'
import { ConfigurationError, type Problem } from '../errors.ts'
import type { Hardening } from '../hardening.ts'
import { type Fault, findFaults } from '../validate.ts'
import { profileFaults, specFaults } from './faults.ts'
import { noticesOf } from './notices.ts'
import { POLICY_SCHEMA } from './schema.ts'
import { type PolicySpec, withDefaults } from './spec.ts'

/** The one control that a profile of policies turns on. */
export const POLICY_CONTROL = 'pod-security-policy'

const KIND = 'PodSecurityPolicy'
const VERSIONS = ['policy/v1beta1', 'extensions/v1beta1']
const SECCOMP = 'seccomp.security.alpha.kubernetes.io'
const APPARMOR = 'apparmor.security.beta.kubernetes.io'

const SAYS_POLICY = /^[\s{,-]*(?:.*[{,]\s*)?["']?kind["']?\s*:\s*["']?PodSecurityPolicy(?:List)?\b/m

/** Whether a profile's text holds PodSecurityPolicies, by a line that says so, and is no Hardening. */
export const holdsPolicies = (text: string): boolean =>
  SAYS_POLICY.test(text) && !/^["']?kind["']?\s*:\s*["']?Hardening\b/m.test(text)

/** One policy as it is read, or what is wrong with it. */
interface Reading {
  policy?: PodSecurityPolicy
  notices: Notice[]
  problems: Problem[]
}

/** A value without what is null, which counts as absent. */
const withoutNulls = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutNulls(child)]))
}

const profilesIn = (annotations: JsonObject, key: string): PolicyProfiles => {
  const usual = asString(annotations[`${key}/defaultProfileName`])
  const allowed = asString(annotations[`${key}/allowedProfileNames`])
  return {
    ...(usual === undefined || usual === '' ? {} : { default: usual }),
    ...(allowed === undefined ? {} : { allowed: allowed.split(',').map((name) => name.trim()) }),
  }
}

const faultsOf = ({ value, resource }: InputObject, annotations: JsonObject): Fault[] => {
  if (!VERSIONS.includes(resource.apiVersion))
    return [
      {
        pointer: '/apiVersion',
        message: `"apiVersion" is ${JSON.stringify(resource.apiVersion)}; legal values: ${VERSIONS.join(', ')}`,
      },
    ]
  if (resource.name === '') return [{ pointer: '/metadata', message: `the ${KIND} has no "metadata.name"; name it` }]
  if (!isObject(value.spec))
    return [{ pointer: '', message: `the ${KIND} ${resource.name} has no "spec"; say in it what is demanded` }]
  const written = { spec: withoutNulls(value.spec) }
  const shape = findFaults(POLICY_SCHEMA, written)
  return [
    ...(shape.length > 0 ? shape : specFaults(written.spec as PolicySpec)),
    ...profileFaults(SECCOMP, profilesIn(annotations, SECCOMP)),
    ...profileFaults(APPARMOR, profilesIn(annotations, APPARMOR)),
  ]
}

const readPolicy = (file: string, object: InputObject, parsed: Parsed): Reading => {
  const positionOf = (pointer: string) => positionAt(parsed, object.at.pointer + pointer)
  const annotations = asObject(valueAt(object.value, '/metadata/annotations'))
  const faults = faultsOf(object, annotations)
  if (faults.length > 0)
    return {
      notices: [],
      problems: faults.map(({ pointer, message }) => ({ ...positionOf(pointer), pointer, message })),
    }
  const { name } = object.resource
  const spec = withoutNulls(object.value.spec as Json) as PolicySpec
  const { line } = positionOf('')
  const profiles = { seccomp: profilesIn(annotations, SECCOMP), appArmor: profilesIn(annotations, APPARMOR) }
  const policy = withDefaults(spec, { name, file, line, ...profiles })
  const notices = noticesOf(spec, policy).map(({ code, pointer, message }) => ({
    code,
    message: `${KIND} ${name}: ${message}`,
    file,
    line: positionOf(pointer).line,
  }))
  return { policy, notices, problems: [] }
}

const readSlices = (file: string, text: string): Reading[] =>
  splitStream(text).flatMap((slice, i): Reading[] => {
    const parsed = parseSlice(slice.text, slice.line)
    if (parsed === undefined) return []
    return objectsOf(parsed.value, i).flatMap((object): Reading[] => {
      if (object.resource.kind === KIND) return [readPolicy(file, object, parsed)]
      const { kind, name } = object.resource
      const message = `${kind || 'a document'} ${name} is no ${KIND} and is left out of the profile`
      return [{ notices: [{ code: 'policy-other-kind', message, file, line: lineOf(parsed, object) }], problems: [] }]
    })
  })

const lineOf = (parsed: Parsed, { at }: InputObject): number => positionAt(parsed, at.pointer).line

/** A name that two policies have: admission knew one of each. */
const sameNames = (policies: readonly PodSecurityPolicy[]): Problem[] =>
  policies.flatMap(({ name, line }, i) =>
    policies.findIndex((other) => other.name === name) === i
      ? []
      : [{ line, column: 1, message: `a second ${KIND} ${name}; give each a name of its own` }],
  )

const byName = (a: PodSecurityPolicy, b: PodSecurityPolicy): number => (a.name < b.name ? -1 : 1)

/**
 * Reads a file of PodSecurityPolicies as a profile, which turns nothing on but them.
 * @param file its name as the user would say it, for messages
 * @throws ConfigurationError with all that is wrong, in the order of the text
 */
export const parsePolicies = (file: string, text: string): Hardening => {
  let readings: Reading[]
  try {
    readings = readSlices(file, text)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { line, column, message } = error
    throw new ConfigurationError(file, [{ line, column, message }])
  }
  const policies = readings.flatMap(({ policy }) => policy ?? [])
  const problems = [...readings.flatMap((reading) => reading.problems), ...sameNames(policies)]
  if (problems.length > 0) throw new ConfigurationError(file, problems)
  return {
    // Not after a policy: those are called restricted and privileged, as profiles of our own are.
    name: file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1),
    file,
    spec: { controls: { [POLICY_CONTROL]: 'default' } },
    policies: policies.sort(byName),
    notices: readings.flatMap(({ notices }) => notices),
  }
}
