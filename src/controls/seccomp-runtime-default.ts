import { objection, objectionIf } from '../evidence/evidence.ts'
import { isWritable } from '../kube/pod/pod.ts'
import type { Assessment, Container, Control, Evidence, EvidenceContext, Operation, Pod } from '../model.ts'
import { assessUnsetOnWindows, compliant, quoteAbsence } from './common/assessments.ts'
import { cis, nsa, pss } from './common/references.ts'
import { readSeccomp, SECCOMP_FIELDS, type SeccompProfile } from './common/seccomp.ts'

const assessUnset = (
  pod: Pod,
  { path, operations }: SeccompProfile,
  context: EvidenceContext,
  container?: Container,
): Assessment => {
  const objection = objectionIf(
    container === undefined ? [] : context.requirementsOf(pod, container).blockedPrograms,
    'the container runs a program that the default profile is known to block',
    'test it with seccompProfile.type: RuntimeDefault, or set a Localhost profile that allows it',
  )
  return {
    ...compliant(path, container),
    state: 'open',
    operations,
    reason: "no seccomp profile is set (the node's default is Unconfined)",
    evidence: [quoteAbsence(pod, 'seccompProfile', container)],
    confidence: 'likely',
    ...(objection === undefined ? {} : { objection }),
  }
}

const assessAnnotation = (
  path: string,
  evidence: Evidence,
  operations: Operation[],
  container?: Container,
): Assessment => ({
  ...compliant(path, container),
  state: 'open',
  operations,
  reason: 'the seccomp profile was set only by an annotation, which Kubernetes ignores since 1.27',
  evidence: [evidence],
  confidence: 'proven',
})

const assessDeclared = (pod: Pod, found: SeccompProfile, container?: Container): Assessment => {
  const { path, type, evidence, operations, translation } = found
  if (evidence !== undefined && translation !== undefined && translation.length > 0 && !pod.windows)
    return assessAnnotation(path, evidence, translation, container)
  return type !== 'Unconfined' || evidence === undefined
    ? compliant(path, container)
    : {
        ...compliant(path, container),
        state: 'decided',
        ...(pod.windows ? {} : { operations }),
        reason: 'seccomp was disabled',
        evidence: [evidence],
        confidence: 'assumed',
        objection: objection(
          'the manifest disables seccomp',
          'replace Unconfined with RuntimeDefault, or set a Localhost profile that allows what the process needs',
          [],
          { cause: 'deviation' },
        ),
      }
}

const assess = (pod: Pod, context: EvidenceContext): Assessment[] => {
  const whole = readSeccomp(pod)
  const own = pod.containers.map((container) => ({ container, seccomp: readSeccomp(pod, container) }))
  const explicit = own.filter(({ seccomp }) => seccomp.type !== undefined)
  const inheriting = own.filter(({ seccomp }) => seccomp.type === undefined)
  const each = explicit.map(({ container, seccomp }) => assessDeclared(pod, seccomp, container))
  if (whole.type !== undefined) return [assessDeclared(pod, whole), ...each]
  const covered = own.length > 0 && explicit.every(({ seccomp }) => seccomp.type !== 'Unconfined')
  if (covered && inheriting.length === 0) return each
  if (pod.windows) return [assessUnsetOnWindows(pod, whole.path, 'seccompProfile'), ...each]
  const differ = inheriting.some(({ container }) => context.requirementsOf(pod, container).blockedPrograms.length > 0)
  if (own.length === 0 || (!differ && isWritable(pod, whole.path))) return [assessUnset(pod, whole, context), ...each]
  return [...inheriting.map(({ container, seccomp }) => assessUnset(pod, seccomp, context, container)), ...each]
}

const control: Control = {
  id: 'seccomp-runtime-default',
  title: 'Every container runs with a seccomp profile, by default that of the runtime',
  rationale:
    'The profile blocks about forty system calls that containers rarely need and kernel exploits often use. Nodes ' +
    'apply it by default only if the kubelet runs with seccompDefault. Set on the pod, it also covers containers ' +
    'that are injected later.',
  breaks:
    'Processes that create namespaces (rootless builds, the sandbox of browsers), perf and BPF without the ' +
    'capability for it, io_uring without a fallback. They log "Operation not permitted" or "Function not ' +
    'implemented"; old runtimes also block clone3, which new versions of glibc use.',
  references: [
    pss('seccompProfile_restricted', 'restricted', '1.19'),
    cis('1.12', '5.6.2'),
    cis('1.11', '5.6.2'),
    nsa('Hardening container environments'),
  ],
  fields: SECCOMP_FIELDS,
  assess,
}

export default control
