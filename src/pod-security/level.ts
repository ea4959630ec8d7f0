import type { Pod, PodSecurityLevel } from '../model.ts'
import { BASELINE_CHECKS } from './baseline.ts'
import type { ForbiddenField, PodSecurityCheck } from './check.ts'
import { RESTRICTED_CHECKS } from './restricted.ts'

/** A level that forbids something. */
export type CheckedLevel = Exclude<PodSecurityLevel, 'privileged'>

/** One place of a pod that the Pod Security Standards forbid; `level` is that of the check, `asks` what it asks for. */
export interface PodSecurityViolation extends ForbiddenField {
  check: string
  level: CheckedLevel
  asks: string
}

/** The minor version of the newest policy, 1.37; admission takes newer ones for the newest that it knows. */
export const NEWEST_POLICY = 37

/** A check as one policy version has it. */
interface ActiveCheck extends Pick<PodSecurityCheck, 'id' | 'asks'> {
  level: CheckedLevel
  overrides: readonly string[]
  find(pod: Pod): ForbiddenField[]
}

const activeAt = (checks: readonly PodSecurityCheck[], level: CheckedLevel, minor: number): ActiveCheck[] =>
  checks.flatMap(({ id, asks, rules }) => {
    const rule = rules.findLast(({ since }) => since <= minor)
    return rule === undefined ? [] : [{ id, asks, level, overrides: rule.overrides ?? [], find: rule.find }]
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
 * What Pod Security admission would say of pods at a level and a policy version, place by place, after the API's
 * defaults. At `restricted` a stricter check takes the place of the Baseline check that it overrides.
 * @param minor of policy version 1.x
 */
export const podSecurityChecker = (
  level: CheckedLevel,
  minor = NEWEST_POLICY,
): ((pod: Pod) => PodSecurityViolation[]) => {
  const checks = minor >= NEWEST_POLICY ? NEWEST[level] : checksAt(level, minor)
  return (pod) =>
    checks.flatMap((check) =>
      check.find(pod).map((finding) => ({ check: check.id, level: check.level, asks: check.asks, ...finding })),
    )
}

const passes = (pod: Pod, level: CheckedLevel): boolean => NEWEST[level].every(({ find }) => find(pod).length === 0)

/** The highest level of the Pod Security Standards that a pod passes, by the newest policy. */
export const podSecurityLevel = (pod: Pod): PodSecurityLevel => {
  if (passes(pod, 'restricted')) return 'restricted'
  return passes(pod, 'baseline') ? 'baseline' : 'privileged'
}
