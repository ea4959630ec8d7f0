import type { Pod, PodSecurityLevel } from '../model.ts'
import { BASELINE_CHECKS } from './baseline.ts'
import type { ForbiddenField, PodSecurityCheck } from './check.ts'
import { RESTRICTED_CHECKS } from './restricted.ts'

/** A level with checks; `privileged` has none. */
export type CheckedLevel = Exclude<PodSecurityLevel, 'privileged'>

/** A violation of the Pod Security Standards; `level` is the check's level, with its `requirement`. */
export interface PodSecurityViolation extends ForbiddenField {
  check: string
  level: CheckedLevel
  requirement: string
}

/** The minor version of the newest policy, 1.37; admission treats newer versions as the newest that it knows. */
export const NEWEST_POLICY = 37

/** A check with its rule in one policy version. */
interface ActiveCheck extends Pick<PodSecurityCheck, 'id' | 'requirement'> {
  level: CheckedLevel
  overrides: readonly string[]
  find(pod: Pod): ForbiddenField[]
}

const activeAt = (checks: readonly PodSecurityCheck[], level: CheckedLevel, minor: number): ActiveCheck[] =>
  checks.flatMap(({ id, requirement, rules }) => {
    const rule = rules.findLast(({ since }) => since <= minor)
    return rule === undefined ? [] : [{ id, requirement, level, overrides: rule.overrides ?? [], find: rule.find }]
  })

const checksAt = (level: CheckedLevel, minor: number): readonly ActiveCheck[] => {
  const baseline = activeAt(BASELINE_CHECKS, 'baseline', minor)
  if (level === 'baseline') return baseline
  const restricted = activeAt(RESTRICTED_CHECKS, 'restricted', minor)
  const overridden = new Set(restricted.flatMap(({ overrides }) => overrides))
  return [...baseline.filter(({ id }) => !overridden.has(id)), ...restricted]
}

const NEWEST = { baseline: checksAt('baseline', NEWEST_POLICY), restricted: checksAt('restricted', NEWEST_POLICY) }

/**
 * Returns a function that checks pods as Pod Security admission does at a level and policy version, with the API's
 * defaults applied, and lists each violation. At `restricted` a stricter check replaces the Baseline check it overrides.
 * @param minor the policy version is 1.`minor`
 */
export const podSecurityChecker = (
  level: CheckedLevel,
  minor = NEWEST_POLICY,
): ((pod: Pod) => PodSecurityViolation[]) => {
  const checks = minor >= NEWEST_POLICY ? NEWEST[level] : checksAt(level, minor)
  return (pod) =>
    checks.flatMap((check) =>
      check
        .find(pod)
        .map((finding) => ({ check: check.id, level: check.level, requirement: check.requirement, ...finding })),
    )
}

const passes = (pod: Pod, level: CheckedLevel): boolean => NEWEST[level].every(({ find }) => find(pod).length === 0)

/** Returns the highest level of the Pod Security Standards that a pod passes in the newest policy version. */
export const podSecurityLevel = (pod: Pod): PodSecurityLevel => {
  if (passes(pod, 'restricted')) return 'restricted'
  return passes(pod, 'baseline') ? 'baseline' : 'privileged'
}
