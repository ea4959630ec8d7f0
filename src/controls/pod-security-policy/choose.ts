import type { EvidenceContext, Pod, PodSecurityPolicy } from '../../model.ts'
import type { Finding } from './finding.ts'
import { type Mutation, mutatePod, withSpec } from './mutate.ts'
import { validatePod } from './validate-pod.ts'

/** The defaults that a policy sets in a pod, and its findings after that. */
export interface Evaluation {
  psp: PodSecurityPolicy
  mutations: Mutation[]
  findings: Finding[]
}

/** The policy chosen for a pod, and why. */
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

/** Chooses as admission did: the first by name that admits a pod unchanged, else the first that admits it with defaults. */
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
 * Chooses the policy that admission would use for a pod and evaluates the pod; undefined without policies. With several,
 * the pod of the input decides, so that partly set defaults do not change the choice, unless other controls changed the
 * pod so that this policy no longer admits it.
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
