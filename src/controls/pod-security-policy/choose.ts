import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import { ownField } from '../../kube/pod/security-context.ts'
import { seccompNameOf } from '../../kube/pod/security-profiles.ts'
import type { Container, EvidenceContext, Pod, PodSecurityPolicy } from '../../model.ts'
import { asHolder, buildFinding, type Finding, formatNames, type Violation } from './finding.ts'
import { type Mutation, mutatePod, withSpec } from './mutate.ts'
import { validateContainer } from './validate-container.ts'
import { validateGroups, validateSeLinux } from './validate-ids.ts'
import { validateVolumes } from './validate-volumes.ts'

/** The safe sysctls of the last release with PodSecurityPolicy. */
const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_syncookies',
]

const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'] as const

const validateHostFields = (pod: Pod, psp: PodSecurityPolicy): Finding[] =>
  HOST_FIELDS.map((field) =>
    buildFinding(
      asHolder(pod),
      [field],
      `${field} ${psp[field]}`,
      pod.spec[field] === true && !psp[field]
        ? {
            reason: `${field} is true, and the policy does not allow it`,
            hint: `remove ${field}`,
            quote: `${field}: true`,
          }
        : undefined,
    ),
  )

const matches = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern))

const validateSysctls = (pod: Pod, psp: PodSecurityPolicy): Finding[] => {
  const { allowedUnsafeSysctls: allowed, forbiddenSysctls: forbidden } = psp
  return asList(ownField(pod.spec, 'sysctls')).map((item, i) => {
    const name = asString(asObject(item).name) ?? ''
    const isForbidden = matches(forbidden, name)
    const isAllowed = !isForbidden && (SAFE_SYSCTLS.includes(name) || matches(allowed, name))
    const violation = {
      reason: isForbidden
        ? `the sysctl ${name} is forbidden by the policy`
        : `the sysctl ${name} is unsafe, and the policy allows ${formatNames(allowed)}`,
      hint: 'remove it, or set it on the nodes',
      quote: `sysctl ${name}`,
    }
    const rule = isForbidden
      ? `forbiddenSysctls ${formatNames(forbidden)}`
      : `allowedUnsafeSysctls ${formatNames(allowed)}`
    return buildFinding(asHolder(pod), ['securityContext', 'sysctls', i], rule, isAllowed ? undefined : violation)
  })
}

/** Normalizes the two names of the runtime's default profile. */
const spelling = (name: string): string => (name === 'docker/default' ? 'runtime/default' : name)

const seccompViolation = (name: string | undefined, allowed: readonly string[] | undefined): Violation | undefined => {
  if (allowed?.includes('*')) return undefined
  if (allowed === undefined)
    return name === undefined
      ? undefined
      : {
          reason: `the seccomp profile ${name} is set, and the policy allows none`,
          hint: 'add the annotation seccomp.security.alpha.kubernetes.io/allowedProfileNames to the policy',
          quote: `seccomp profile ${name}`,
        }
  if (allowed.map(spelling).includes(spelling(name ?? ''))) return undefined
  const legal = formatNames(allowed.filter((one) => one !== ''))
  return name === undefined
    ? { reason: `no seccomp profile is set, and the policy requires one of ${legal}`, hint: 'set seccompProfile' }
    : {
        reason: `the seccomp profile ${name} is not among those that the policy allows: ${legal}`,
        hint: `set seccompProfile to one of ${legal}`,
        quote: `seccomp profile ${name}`,
      }
}

/** Checks the profile of the pod, or of a container with another profile. */
const validateSeccomp = (pod: Pod, { seccomp: { allowed } }: PodSecurityPolicy, container?: Container): Finding[] => {
  if (container !== undefined && seccompNameOf(pod, container) === seccompNameOf(pod)) return []
  const violation = seccompViolation(seccompNameOf(pod, container), allowed)
  const rule = allowed === undefined ? 'seccomp profiles none' : `seccomp profiles ${formatNames(allowed)}`
  return [
    buildFinding(container ?? asHolder(pod), ['securityContext', 'seccompProfile', 'type'], rule, violation, container),
  ]
}

const validateRuntimeClass = (pod: Pod, { runtimeClass }: PodSecurityPolicy): Finding[] => {
  if (runtimeClass === undefined) return []
  const { allowed } = runtimeClass
  const name = asString(pod.spec.runtimeClassName)
  const isAllowed = name === undefined || allowed.includes('*') || allowed.includes(name)
  const violation = {
    reason: `runtimeClassName ${name} is not among those that the policy allows: ${formatNames(allowed)}`,
    hint: 'use one of them, or remove it',
    quote: `runtimeClassName: ${name}`,
  }
  const rule = `runtimeClass ${formatNames(allowed)}`
  return [buildFinding(asHolder(pod), ['runtimeClassName'], rule, isAllowed ? undefined : violation)]
}

/** Checks a pod, with defaults set, against a policy. */
export const validatePod = (pod: Pod, psp: PodSecurityPolicy, context: EvidenceContext): Finding[] => [
  ...validateGroups(pod, psp),
  ...validateSeccomp(pod, psp),
  ...validateSeLinux(pod, psp),
  ...validateHostFields(pod, psp),
  ...validateSysctls(pod, psp),
  ...validateVolumes(pod, psp, context),
  ...validateRuntimeClass(pod, psp),
  ...pod.containers.flatMap((container) => [
    ...validateContainer(pod, container, psp),
    ...validateSeccomp(pod, psp, container),
  ]),
]

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
