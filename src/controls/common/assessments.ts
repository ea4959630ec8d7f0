import { evidenceAt } from '../../evidence/evidence-at.ts'
import { objection } from '../../evidence/objection.ts'
import { CONTAINER_LISTS } from '../../kube/pod/pod.ts'
import type { Assessment, Container, Evidence, Objection, Operation, Pod } from '../../model.ts'

/** A value that somebody wrote and that is weaker than what Kubernetes does by itself. */
export interface Decision {
  /** Absent where the whole pod is meant. */
  container?: Container
  /** Pointer to the value, rooted at the document. */
  path: string
  /** The words of the manifest. */
  quote: string
  /** What was weak, as a change would say it. */
  reason: string
  /** Why it is left alone. */
  holdReason: string
  hint: string
  /** What `enforce` would do; never given for Windows pods, whatever stands here. */
  operations?: Operation[]
  /** Where something better than the bare decision speaks against the change. */
  cause?: Objection['cause']
  /** What else speaks of it. */
  evidence?: Evidence[]
}

/** A judgement that there is nothing to do at a path, for the container or, without one, the pod. */
export const compliant = (path: string, container?: Container): Assessment =>
  container === undefined ? { path, state: 'compliant' } : { container: container.name, path, state: 'compliant' }

/** The judgement of a decision: held, and overridden by `enforce` where operations are known. */
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

/** The clue that a field is absent: from a container, or from the pod where no container is given. */
export const quoteAbsence = (pod: Pod, field: string, container?: Container): Evidence =>
  container === undefined
    ? evidenceAt(pod, pod.pointer, `no ${field} in the pod`)
    : evidenceAt(pod, container.pointer, `no ${field} in container "${container.name}"`)

/** Patterns for one field of every container, ephemeral ones included; `field` is relative to the container. */
export const containerFields = (field: string): string[] => CONTAINER_LISTS.map((list) => `/spec/${list}/*/${field}`)
