import { evidenceAt, objection } from '../../evidence/evidence.ts'
import { asObject, CONTAINER_LISTS, isObject } from '../../kube/pod/pod.ts'
import type { Assessment, Container, Evidence, Objection, Operation, Pod } from '../../model.ts'

/** A value in the manifest that is weaker than the Kubernetes default. */
export interface Decision {
  /** Absent for the whole pod. */
  container?: Container
  /** Pointer to the value, rooted at the document. */
  path: string
  /** The evidence text that quotes the manifest. */
  quote: string
  /** The reason if the value is changed. */
  reason: string
  /** The reason if the value is held. */
  holdReason: string
  hint: string
  /** The operations under `enforce`; ignored for Windows pods. */
  operations?: Operation[]
  /** The cause of the hold; by default `deviation`. */
  cause?: Objection['cause']
  /** More evidence. */
  evidence?: Evidence[]
}

/** Builds the assessment that a path is compliant, for a container or else for the pod. */
export const compliant = (path: string, container?: Container): Assessment =>
  container === undefined ? { path, state: 'compliant' } : { container: container.name, path, state: 'compliant' }

/** Assesses an explicit value: it is held, and `enforce` overrides it if operations are known. */
export const assessDecision = (pod: Pod, decision: Decision): Assessment => {
  const {
    container,
    path,
    quote,
    reason,
    holdReason,
    hint,
    operations = [],
    cause = 'deviation',
    evidence = [],
  } = decision
  return {
    ...compliant(path, container),
    state: 'decided',
    ...(pod.windows || operations.length === 0 ? {} : { operations }),
    reason,
    evidence: [evidenceAt(pod, path, quote), ...evidence],
    confidence: 'assumed',
    objection: objection(holdReason, hint, [], { cause }),
  }
}

/** Builds evidence that a field is unset in a container, or else in the pod. */
export const quoteAbsence = (pod: Pod, field: string, container?: Container): Evidence =>
  container === undefined
    ? evidenceAt(pod, pod.pointer, `no ${field} in the pod`)
    : evidenceAt(pod, container.pointer, `no ${field} in container "${container.name}"`)

/** Builds the `fields` patterns of a container field, for all container lists. `field` is relative to the container. */
export const containerFields = (field: string): string[] => CONTAINER_LISTS.map((list) => `/spec/${list}/*/${field}`)

const quoteWindows = (pod: Pod): Evidence =>
  isObject(pod.spec.nodeSelector)
    ? evidenceAt(pod, `${pod.pointer}/nodeSelector`, 'nodeSelector selects Windows nodes')
    : evidenceAt(pod, pod.pointer, 'the pod runs on Windows')

/**
 * Assesses an unset Linux-only field of a Windows pod. Pod Security admission only exempts pods with `spec.os.name:
 * windows`; other signs of Windows leave a violation, but setting the field would break the pod.
 */
export const assessUnsetOnWindows = (pod: Pod, path: string, field: string, container?: Container): Assessment => {
  if (asObject(pod.spec.os).name === 'windows') return compliant(path, container)
  return {
    ...compliant(path, container),
    state: 'open',
    reason: `${field} was not set`,
    evidence: [quoteAbsence(pod, field, container)],
    objection: objection(
      `the pod runs on Windows, which has no ${field}`,
      'set spec.os.name: windows, which exempts the pod from this rule of the Restricted standard',
      [quoteWindows(pod)],
      { cause: 'api-rule', expected: true },
    ),
  }
}

/** Assesses a Windows pod with `runAsNonRoot` unset; `spec.os.name` does not exempt it from that check. */
export const assessRootOnWindows = (pod: Pod, path: string): Assessment => ({
  ...compliant(path),
  state: 'open',
  reason: 'the container may run as ContainerAdministrator',
  evidence: [quoteAbsence(pod, 'runAsNonRoot')],
  objection: objection(
    'the pod runs on Windows, and the users of its images are unknown',
    'set runAsNonRoot: true, and windowsOptions.runAsUserName if the image needs it',
    [quoteWindows(pod)],
  ),
})
