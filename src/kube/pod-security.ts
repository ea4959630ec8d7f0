import type { Pod, PodSecurityLevel } from '../model.ts'
import { BASELINE_CHECKS } from './pod-security-baseline.ts'
import type { Finding, PodSecurityCheck } from './pod-security-check.ts'
import { RESTRICTED_CHECKS } from './pod-security-restricted.ts'

type CheckedLevel = Exclude<PodSecurityLevel, 'privileged'>

/** One place of a pod that the Pod Security Standards forbid; `level` is that of the check. */
export interface PodSecurityViolation extends Finding {
  check: string
  level: CheckedLevel
}

const overridden = new Set(RESTRICTED_CHECKS.flatMap((check) => check.overrides ?? []))

const violations = (pod: Pod, checks: readonly PodSecurityCheck[], level: CheckedLevel): PodSecurityViolation[] =>
  checks.flatMap(({ id, find }) => find(pod).map((finding) => ({ check: id, level, ...finding })))

/**
 * What Pod Security admission would say of a pod at a level, place by place (policy version 1.37, after the API's
 * defaults). At `restricted` a stricter check takes the place of the Baseline check that it overrides.
 */
export const podSecurityViolations = (pod: Pod, level: CheckedLevel = 'restricted'): PodSecurityViolation[] => {
  if (level === 'baseline') return violations(pod, BASELINE_CHECKS, level)
  const kept = BASELINE_CHECKS.filter(({ id }) => !overridden.has(id))
  return [...violations(pod, kept, 'baseline'), ...violations(pod, RESTRICTED_CHECKS, 'restricted')]
}

/** The highest level of the Pod Security Standards that a pod passes. */
export const podSecurityLevel = (pod: Pod): PodSecurityLevel => {
  if (podSecurityViolations(pod, 'restricted').length === 0) return 'restricted'
  return podSecurityViolations(pod, 'baseline').length === 0 ? 'baseline' : 'privileged'
}
