import { objectsOf } from '../../kube/pod/locate.ts'
import { asObject, asString, isObject } from '../../kube/pod/pod.ts'
import type { InputObject, Json, JsonObject, Notice, PodSecurityPolicy, PolicyProfiles } from '../../model.ts'
import { valueAt } from '../../pointer.ts'
import { InputError } from '../../yaml/errors.ts'
import { type Parsed, parseSlice, positionAt } from '../../yaml/parse.ts'
import { splitStream } from '../../yaml/split.ts'
import type { Hardening } from '../hardening.ts'
import { ConfigurationError, type Fault, findFaults, type Problem } from '../validate.ts'
import { findProfileFaults, findSpecFaults } from './faults.ts'
import { findNotices, POLICY_SCHEMA } from './notices.ts'
import { type PolicySpec, withDefaults } from './spec.ts'

/** The only control that a profile of PodSecurityPolicies turns on. */
export const POLICY_CONTROL = 'pod-security-policy'

const KIND = 'PodSecurityPolicy'
const VERSIONS = ['policy/v1beta1', 'extensions/v1beta1']
const SECCOMP = 'seccomp.security.alpha.kubernetes.io'
const APPARMOR = 'apparmor.security.beta.kubernetes.io'

const POLICY_KIND = /(?=["']?kind["']?\s*:\s*["']?PodSecurityPolicy(?:List)?\b)(?<=^[\s{,-]*|[{,]\s*)/m

/** Reports whether the text of a profile contains PodSecurityPolicies and no Hardening, by its `kind` lines. */
export const containsPolicies = (text: string): boolean =>
  POLICY_KIND.test(text) && !/^["']?kind["']?\s*:\s*["']?Hardening\b/m.test(text)

/** A policy, or its faults. */
interface PolicyReading {
  policy?: PodSecurityPolicy
  notices: Notice[]
  problems: Problem[]
}

/** Removes null values, which the API server treats as absent. */
const withoutNulls = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([, child]) => child !== null)
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutNulls(child)]))
}

const readProfiles = (annotations: JsonObject, key: string): PolicyProfiles => {
  const usual = asString(annotations[`${key}/defaultProfileName`])
  const allowed = asString(annotations[`${key}/allowedProfileNames`])
  return {
    ...(usual === undefined || usual === '' ? {} : { default: usual }),
    ...(allowed === undefined ? {} : { allowed: allowed.split(',').map((name) => name.trim()) }),
  }
}

const findPolicyFaults = ({ value, resource }: InputObject, annotations: JsonObject): Fault[] => {
  if (!VERSIONS.includes(resource.apiVersion))
    return [
      {
        pointer: '/apiVersion',
        message: `"apiVersion" has an illegal value; legal values: ${VERSIONS.join(', ')}`,
      },
    ]
  if (resource.name === '') return [{ pointer: '/metadata', message: `the ${KIND} has no "metadata.name"; name it` }]
  if (!isObject(value.spec)) return [{ pointer: '', message: `the ${KIND} has no "spec"; add it` }]
  const written = { spec: withoutNulls(value.spec) }
  const shape = findFaults(POLICY_SCHEMA, written)
  return [
    ...(shape.length > 0 ? shape : findSpecFaults(written.spec as PolicySpec)),
    ...findProfileFaults(SECCOMP, readProfiles(annotations, SECCOMP)),
    ...findProfileFaults(APPARMOR, readProfiles(annotations, APPARMOR)),
  ]
}

const readPolicy = (file: string, object: InputObject, parsed: Parsed): PolicyReading => {
  const positionOf = (pointer: string) => positionAt(parsed, object.at.pointer + pointer)
  const annotations = asObject(valueAt(object.value, '/metadata/annotations'))
  const faults = findPolicyFaults(object, annotations)
  if (faults.length > 0)
    return {
      notices: [],
      problems: faults.map(({ pointer, message }) => ({ ...positionOf(pointer), pointer, message })),
    }
  const { name } = object.resource
  const spec = withoutNulls(object.value.spec as Json) as PolicySpec
  const { line } = positionOf('')
  const profiles = { seccomp: readProfiles(annotations, SECCOMP), appArmor: readProfiles(annotations, APPARMOR) }
  const policy = withDefaults(spec, { name, file, line, ...profiles })
  const notices = findNotices(spec, policy).map(({ code, pointer, message }) => ({
    code,
    message: `${KIND} ${name}: ${message}`,
    file,
    line: positionOf(pointer).line,
  }))
  return { policy, notices, problems: [] }
}

const readSlices = (file: string, text: string): PolicyReading[] =>
  splitStream(text).flatMap((slice, i): PolicyReading[] => {
    const parsed = parseSlice(slice.text, slice.line)
    if (parsed === undefined) return []
    return objectsOf(parsed.value, i).flatMap((object): PolicyReading[] => {
      if (object.resource.kind === KIND) return [readPolicy(file, object, parsed)]
      const { kind, name } = object.resource
      const message = `${kind || 'a document'} ${name} is not a ${KIND} and is ignored`
      return [{ notices: [{ code: 'policy-other-kind', message, file, line: lineOf(parsed, object) }], problems: [] }]
    })
  })

const lineOf = (parsed: Parsed, { at }: InputObject): number => positionAt(parsed, at.pointer).line

/** Finds policies with the name of another: names are unique in a cluster. */
const findDuplicateNames = (policies: readonly PodSecurityPolicy[]): Problem[] =>
  policies.flatMap(({ name, line }, i) =>
    policies.findIndex((other) => other.name === name) === i
      ? []
      : [{ line, column: 1, message: `a second ${KIND} of the same name; rename one of them` }],
  )

const byName = (a: PodSecurityPolicy, b: PodSecurityPolicy): number => (a.name < b.name ? -1 : 1)

/**
 * Reads a file of PodSecurityPolicies as a profile that turns on only their control.
 * @param file its name as the user gave it, for messages
 * @throws ConfigurationError with all faults, in the order of the text
 */
export const parsePolicies = (file: string, text: string): Hardening => {
  let readings: PolicyReading[]
  try {
    readings = readSlices(file, text)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    // Its message quotes the text.
    const { line, column, code } = error
    const message = `Kubernetes cannot read this text (${code}); correct the file, or name another one`
    throw new ConfigurationError(file, [{ line, column, message }])
  }
  const policies = readings.flatMap(({ policy }) => policy ?? [])
  const problems = [...readings.flatMap((reading) => reading.problems), ...findDuplicateNames(policies)]
  if (problems.length > 0) throw new ConfigurationError(file, problems)
  return {
    // Not the name of a policy: many are called restricted or privileged, like built-in profiles.
    name: file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1),
    file,
    spec: { controls: { [POLICY_CONTROL]: 'default' } },
    policies: policies.sort(byName),
    notices: readings.flatMap(({ notices }) => notices),
  }
}
