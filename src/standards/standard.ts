import { asObject } from '../kube/pod/pod.ts'
import type { EvidenceContext, InputObject, Json, Pod } from '../model.ts'
import type { ForbiddenField } from '../pod-security/check.ts'
import { stepsOf, valueAt } from '../pointer.ts'

/** Steps of a pointer that people leave out: what holds the pods and the containers, and the numbers of list items. */
const IMPLIED_STEP = /^(?:\d+|spec|template|jobTemplate|metadata|annotations|securityContext|\w*[cC]ontainers)$/

const fieldName = (pointer: string): string => {
  const steps = stepsOf(pointer)
  const holder = steps.findLastIndex(
    (step) => /^\w*[cC]ontainers$/.test(step) || step === 'spec' || step === 'annotations',
  )
  const said = steps.slice(holder + 1).filter((step) => !IMPLIED_STEP.test(step))
  return said.length === 0 ? (steps.at(-1) ?? '') : said.join('.')
}

const describeValue = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ' is not set'
  if (Array.isArray(value)) return value.length === 0 ? ' is empty' : `: ${value.map(String).join(', ')}`
  if (typeof value !== 'object') return `: ${value === '' ? '""' : String(value)}`
  const { type, name } = asObject(value)
  if (typeof type === 'string') return `.type: ${type}`
  return typeof name === 'string' ? `: ${name}` : ' is set'
}

/**
 * What is wrong at a place: the field, what stands there, and what a standard asks for.
 * @param object the object as it is judged
 * @param root pointer of the object in its document
 */
export const reasonAt = (object: Json, root: string, pointer: string, asks: string): string =>
  `${fieldName(pointer.slice(root.length))}${describeValue(valueAt(object, pointer.slice(root.length)))}; ${asks}`

/** A place that a standard forbids, by the standard's own id of what forbids it. */
export interface Violation extends ForbiddenField {
  check: string
  /** What is wrong there: lower case, no period. */
  reason: string
}

/** What one version of a standard says of pods, and of objects of other kinds. */
export interface StandardChecker {
  checkPod(pod: Pod, context: EvidenceContext): Violation[]
  checkObject(object: InputObject, context: EvidenceContext): Violation[]
}

/** A standard by which manifests can be judged. */
export interface Standard {
  /** As `--standard` takes it, without a version. */
  name: string
  /** From the oldest to the newest; the last one is `latest`. */
  versions: readonly string[]
  checkerFor(version: string): StandardChecker
}

/** What a clause asks for and who breaks it; the same in every version of a standard that has the clause. */
export interface StandardRule {
  /** The end of a sentence that says what was found: lower case, no period. */
  asks: string
  pod?(pod: Pod, context: EvidenceContext): ForbiddenField[]
  object?(object: InputObject, context: EvidenceContext): ForbiddenField[]
}

/** The judge of a standard whose clauses are rules; `check` is the standard's id of the clause. */
export const checkerFromRules = (rules: readonly (StandardRule & { check: string })[]): StandardChecker => {
  const violations = (
    found: readonly ForbiddenField[],
    { check, asks }: { check: string; asks: string },
    object: Json,
    root: string,
  ): Violation[] =>
    found.map((finding) => ({ ...finding, check, reason: reasonAt(object, root, finding.pointer, asks) }))
  return {
    checkPod: (pod, context) =>
      rules.flatMap((rule) => violations(rule.pod?.(pod, context) ?? [], rule, pod.object, pod.objectPointer)),
    checkObject: (object, context) =>
      rules.flatMap((rule) => violations(rule.object?.(object, context) ?? [], rule, object.value, object.at.pointer)),
  }
}
