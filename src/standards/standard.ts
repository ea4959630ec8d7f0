import { asObject } from '../kube/pod/pod.ts'
import type { EvidenceContext, InputObject, Json, Pod } from '../model.ts'
import type { ForbiddenField } from '../pod-security/check.ts'
import { stepsOf, valueAt } from '../pointer.ts'

/** Pointer steps that a field's name omits: the parents of pods and containers, and list indexes. */
const IMPLIED_STEP = /^(?:\d+|spec|template|jobTemplate|metadata|annotations|securityContext|\w*[cC]ontainers)$/

/** Names the field at a pointer as people do, e.g. `capabilities.drop`. */
const fieldName = (pointer: string): string => {
  const steps = stepsOf(pointer)
  const holder = steps.findLastIndex(
    (step) => /^\w*[cC]ontainers$/.test(step) || step === 'spec' || step === 'annotations',
  )
  const named = steps.slice(holder + 1).filter((step) => !IMPLIED_STEP.test(step))
  return named.length === 0 ? (steps.at(-1) ?? '') : named.join('.')
}

/** Describes a field's value, to be appended to its name, e.g. `: 0` or ` is not set`. */
const describeValue = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ' is not set'
  if (Array.isArray(value)) return value.length === 0 ? ' is empty' : `: ${value.map(String).join(', ')}`
  if (typeof value !== 'object') return `: ${value === '' ? '""' : String(value)}`
  const { type, name } = asObject(value)
  if (typeof type === 'string') return `.type: ${type}`
  return typeof name === 'string' ? `: ${name}` : ' is set'
}

/**
 * Builds the reason of a violation: the field, its value, and the standard's requirement.
 * @param object the checked object
 * @param root pointer of the object in its document
 */
export const reasonAt = (object: Json, root: string, pointer: string, requirement: string): string =>
  `${fieldName(pointer.slice(root.length))}${describeValue(valueAt(object, pointer.slice(root.length)))}; ${requirement}`

/** A violation of a standard; `check` is the standard's own id of the check or recommendation. */
export interface Violation extends ForbiddenField {
  check: string
  /** The state found and the requirement: lower case, no period. */
  reason: string
}

/** Checks pods, and objects of other kinds, against one version of a standard. */
export interface StandardChecker {
  checkPod(pod: Pod, context: EvidenceContext): Violation[]
  checkObject(object: InputObject, context: EvidenceContext): Violation[]
}

/** A standard that manifests can be checked against. */
export interface Standard {
  /** Its name for `--standard`, without a version. */
  name: string
  /** From the oldest to the newest; the last one is `latest`. */
  versions: readonly string[]
  checkerFor(version: string): StandardChecker
}

/** A requirement of a standard, and how to find violations; the same in every version that has the requirement. */
export interface StandardRule {
  /** The requirement, which follows the state found in a reason: lower case, no period. */
  requirement: string
  pod?(pod: Pod, context: EvidenceContext): ForbiddenField[]
  object?(object: InputObject, context: EvidenceContext): ForbiddenField[]
}

/** Builds the checker of a standard from its rules; `check` is the standard's id of the requirement. */
export const checkerFromRules = (rules: readonly (StandardRule & { check: string })[]): StandardChecker => {
  const violations = (
    found: readonly ForbiddenField[],
    { check, requirement }: { check: string; requirement: string },
    object: Json,
    root: string,
  ): Violation[] =>
    found.map((finding) => ({ ...finding, check, reason: reasonAt(object, root, finding.pointer, requirement) }))
  return {
    checkPod: (pod, context) =>
      rules.flatMap((rule) => violations(rule.pod?.(pod, context) ?? [], rule, pod.object, pod.objectPointer)),
    checkObject: (object, context) =>
      rules.flatMap((rule) => violations(rule.object?.(object, context) ?? [], rule, object.value, object.at.pointer)),
  }
}
