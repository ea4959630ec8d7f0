import type { EvidenceContext, Pod, PodSecurityPolicy } from '../../model.ts'
import type { Finding } from './finding.ts'
import { type Mutation, mutatePod, withSpec } from './mutate.ts'
import { validatePod } from './validate-pod.ts'

/** What a policy makes of a pod: what it fills in, and what it finds after that. */
export interface Evaluation {
  psp: PodSecurityPolicy
  mutations: Mutation[]
  findings: Finding[]
}

/** A policy that was chosen for a pod, and why. */
export interface Choice extends Evaluation {
  /** `refused`: no policy admits the pod, and this is the one with the fewest violations. */
  why: 'only' | 'unchanged' | 'mutated' | 'refused'
}

const evaluate = (before: Pod, psp: PodSecurityPolicy, context: EvidenceContext): Evaluation => {
  const { mutations, pod } = mutatePod(before, psp)
  return { psp, mutations, findings: validatePod(pod, psp, context) }
}

const countViolations = ({ findings }: Evaluation): number =>
  findings.filter(({ violation }) => violation !== undefined).length

/** Admission's choice: by name the first that admits a pod as it is, else the first that admits it once it is filled in. */
const choose = (pod: Pod, policies: readonly PodSecurityPolicy[], context: EvidenceContext): Choice | undefined => {
  const all = policies.map((psp) => evaluate(pod, psp, context))
  const admitting = all.filter((one) => countViolations(one) === 0)
  const unchanged = admitting.find(({ mutations }) => mutations.length === 0)
  if (unchanged !== undefined) return { ...unchanged, why: 'unchanged' }
  if (admitting[0] !== undefined) return { ...admitting[0], why: 'mutated' }
  const [best] = all.sort((a, b) => countViolations(a) - countViolations(b))
  return best && { ...best, why: 'refused' }
}

/**
 * The policy that admission would use for a pod, and what it makes of the pod as it is now; undefined where there are
 * none. Among several the pod in the input decides, so that a pod that is filled in half does not get another one;
 * where other controls made it one that the choice no longer admits, the pod as it is now.
 */
export const choosePsp = (pod: Pod, context: EvidenceContext): Choice | undefined => {
  const { policies = [] } = context.settings
  const [only] = policies
  if (only === undefined) return undefined
  if (policies.length === 1) return { ...evaluate(pod, only, context), why: 'only' }
  const first = choose(withSpec(pod, pod.given), policies, context)
  if (first !== undefined && first.why !== 'refused') {
    const now = evaluate(pod, first.psp, context)
    if (countViolations(now) === 0) return { ...now, why: first.why }
  }
  return choose(pod, policies, context)
}
