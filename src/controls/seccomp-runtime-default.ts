import { evidenceAt } from '../evidence/evidence-at.ts'
import { objection, objectionIf } from '../evidence/objection.ts'
import { findWords, programNames } from '../evidence/text/commands.ts'
import { asString } from '../kube/pod/pod.ts'
import { isWritable } from '../kube/pod/shape.ts'
import type { Assessment, Container, Control, Evidence, Operation, Pod } from '../model.ts'
import { absent, compliant } from './common/assessments.ts'
import { cis, nsa, pss } from './common/references.ts'
import { SECCOMP_FIELDS, type Seccomp, seccompOf } from './common/seccomp.ts'
import { unsetOnWindows } from './common/windows.ts'

const IMAGES = /buildkit|buildah|podman|dind|selenium|browserless|puppeteer|playwright|chrom(?:e|ium)/
const PROGRAMS = programNames(
  'buildkitd(?:-daemonless\\.sh)?',
  'rootlesskit',
  'buildah',
  'podman',
  'dockerd(?:-rootless\\.sh)?',
  'bwrap',
  'unshare',
  'chrome',
  'chromium(?:-browser)?',
  'google-chrome',
  'perf',
  'bpftrace',
  'strace',
)
const IO_URING = /io_uring/

const needs = (pod: Pod, container: Container): Evidence[] => {
  const image = IMAGES.exec(asString(container.value.image) ?? '')
  return [
    ...(image === null ? [] : [evidenceAt(pod, `${container.pointer}/image`, `"${image[0]}" in the image's name`)]),
    ...findWords(pod, container, PROGRAMS),
    ...findWords(pod, container, IO_URING),
  ]
}

const unset = (pod: Pod, { path, operations }: Seccomp, container?: Container): Assessment => {
  const objection = objectionIf(
    container === undefined ? [] : needs(pod, container),
    'the container runs something that the default profile is known to stop',
    'try it with seccompProfile.type: RuntimeDefault, or name a Localhost profile that fits it',
  )
  return {
    ...compliant(path, container),
    state: 'open',
    operations,
    reason: 'seccomp was left to the node, which by default applies no profile',
    evidence: [absent(pod, 'seccompProfile', container)],
    confidence: 'likely',
    ...(objection === undefined ? {} : { objection }),
  }
}

const annotatedOnly = (path: string, clue: Evidence, operations: Operation[], container?: Container): Assessment => ({
  ...compliant(path, container),
  state: 'open',
  operations,
  reason: 'only an annotation named the seccomp profile, and Kubernetes has not read it since 1.27',
  evidence: [clue],
  confidence: 'proven',
})

const declared = (pod: Pod, found: Seccomp, container?: Container): Assessment => {
  const { path, type, clue, operations, translation } = found
  if (clue !== undefined && translation !== undefined && translation.length > 0 && !pod.windows)
    return annotatedOnly(path, clue, translation, container)
  return type !== 'Unconfined' || clue === undefined
    ? compliant(path, container)
    : {
        ...compliant(path, container),
        state: 'decided',
        ...(pod.windows ? {} : { operations }),
        reason: 'seccomp was switched off',
        evidence: [clue],
        confidence: 'assumed',
        objection: objection(
          'the manifest switches seccomp off',
          'replace Unconfined with RuntimeDefault, or name a Localhost profile that allows what the process needs',
          [],
          { cause: 'deviation' },
        ),
      }
}

const assess = (pod: Pod): Assessment[] => {
  const whole = seccompOf(pod)
  const own = pod.containers.map((container) => ({ container, seccomp: seccompOf(pod, container) }))
  const explicit = own.filter(({ seccomp }) => seccomp.type !== undefined)
  const inheriting = own.filter(({ seccomp }) => seccomp.type === undefined)
  const each = explicit.map(({ container, seccomp }) => declared(pod, seccomp, container))
  if (whole.type !== undefined) return [declared(pod, whole), ...each]
  const covered = own.length > 0 && explicit.every(({ seccomp }) => seccomp.type !== 'Unconfined')
  if (covered && inheriting.length === 0) return each
  if (pod.windows) return [unsetOnWindows(pod, whole.path, 'seccompProfile'), ...each]
  const differ = inheriting.some(({ container }) => needs(pod, container).length > 0)
  if (own.length === 0 || (!differ && isWritable(pod, whole.path))) return [unset(pod, whole), ...each]
  return [...inheriting.map(({ container, seccomp }) => unset(pod, seccomp, container)), ...each]
}

const control: Control = {
  id: 'seccomp-runtime-default',
  title: "Every process runs under the container runtime's seccomp profile",
  rationale:
    'The profile blocks some forty system calls that containers hardly ever use and kernel exploits often do. ' +
    'Nodes apply it by themselves only where their kubelet was told to. At the level of the pod it also covers ' +
    'containers that are injected later.',
  breaks:
    'Processes that make namespaces (rootless builds, the sandbox of browsers), perf and bpf without the capability ' +
    'for it, io_uring where the program has no other way. They log "Operation not permitted" or "Function not ' +
    'implemented" from the system call; old runtimes do so for clone3 under a new glibc.',
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
