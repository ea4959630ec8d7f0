import { evidenceAt, objection, objectionIf } from '../evidence/evidence.ts'
import { addedCapabilities, isPrivileged, ownField } from '../kube/pod/security-context.ts'
import type { Assessment, Container, Control, EvidenceContext, Objection, Pod } from '../model.ts'
import { setField } from '../patch/operations.ts'
import { assessUnsetOnWindows, compliant, containerFields, quoteAbsence } from './common/assessments.ts'
import { findPrivilegeEvidence } from './common/capabilities.ts'
import { cis, nsa, pss } from './common/references.ts'

const FIELD = 'allowPrivilegeEscalation'

const findApiRule = (pod: Pod, container: Container): Objection | undefined => {
  if (isPrivileged(container))
    return objection(
      `the container is privileged, and the API server refuses ${FIELD}: false for it`,
      `remove privileged: true, then set ${FIELD}: false`,
      [evidenceAt(pod, `${container.pointer}/securityContext/privileged`, 'securityContext.privileged: true')],
      { cause: 'api-rule' },
    )
  // The API server compares the prefixed spelling only: it allows SYS_ADMIN together with false.
  const index = addedCapabilities(container).indexOf('CAP_SYS_ADMIN')
  if (index === -1) return undefined
  const pointer = `${container.pointer}/securityContext/capabilities/add`
  return objection(
    `the container adds CAP_SYS_ADMIN, and the API server refuses ${FIELD}: false together with it`,
    `remove CAP_SYS_ADMIN, then set ${FIELD}: false`,
    [evidenceAt(pod, pointer, 'capabilities.add: CAP_SYS_ADMIN')],
    { cause: 'api-rule' },
  )
}

const DEVIATION = objection(
  'the manifest allows privilege escalation explicitly',
  `set ${FIELD}: false if no process of the container has to gain privileges, or enforce this control`,
  [],
  { cause: 'deviation' },
)

const findNeed = (pod: Pod, container: Container, context: EvidenceContext): Objection | undefined => {
  const requirements = context.requirementsOf(pod, container)
  return (
    objectionIf(
      requirements.gainerCalls,
      'the container starts programs of its image that gain privileges by their setuid bit or file capabilities',
      `set ${FIELD}: false if the container does not use them`,
    ) ??
    objectionIf(
      requirements.cron,
      'the container runs cron, whose jobs may start programs that gain privileges',
      `if no job starts such a program, set ${FIELD}: false`,
    ) ??
    objectionIf(
      requirements.rootlessBuilders,
      'the container builds images or runs containers without root, which needs the setuid programs newuidmap and newgidmap',
      `set ${FIELD}: false if its processes need no other user`,
    ) ??
    objectionIf(
      requirements.gainers,
      'the container starts a program that gains privileges by its setuid bit or file capabilities',
      `start the container as the user that it needs, then set ${FIELD}: false`,
    ) ??
    objectionIf(
      findPrivilegeEvidence(pod, container, context),
      `the container seems to need privileged: true, which the API server refuses together with ${FIELD}: false`,
      `set privileged: false if the container works with it, or remove what needs privileges, then set ${FIELD}: false`,
    )
  )
}

const assessContainer = (pod: Pod, container: Container, context: EvidenceContext): Assessment => {
  const path = `${container.pointer}/securityContext/${FIELD}`
  const value = ownField(container.value, FIELD)
  if (value === false) return compliant(path, container)
  if (pod.windows && value === undefined) return assessUnsetOnWindows(pod, path, FIELD, container)
  const decided = value !== undefined
  const explicit = evidenceAt(pod, path, `securityContext.${FIELD}: ${value}`)
  const found = findApiRule(pod, container) ?? findNeed(pod, container, context) ?? (decided ? DEVIATION : undefined)
  return {
    ...compliant(path, container),
    state: decided ? 'decided' : 'open',
    ...(pod.windows ? {} : { operations: setField(container, ['securityContext', FIELD], false) }),
    reason: decided ? 'privilege escalation was allowed' : 'privilege escalation was allowed by default',
    evidence: [decided ? explicit : quoteAbsence(pod, FIELD, container)],
    confidence: 'likely',
    ...(found === undefined ? {} : { objection: found }),
  }
}

const control: Control = {
  id: 'no-privilege-escalation',
  title: 'No process gains more privileges than its parent',
  rationale:
    'By default a compromised process can become root in the container through a setuid program or file ' +
    'capabilities. Few workloads need that.',
  breaks:
    'Programs that gain privileges when they start: sudo, su, setuid ping, fusermount, newuidmap and newgidmap ' +
    '(rootless builds), the Chrome sandbox, postfix. sudo reports "the no new privileges flag is set", the ' +
    'others "Operation not permitted". Programs that drop root (gosu, su-exec, setpriv) keep working.',
  references: [
    pss('allowPrivilegeEscalation', 'restricted', '1.8'),
    cis('1.12', '5.2.6'),
    cis('1.11', '5.2.6'),
    nsa('Pod security enforcement'),
  ],
  fields: containerFields(`securityContext/${FIELD}`),
  assess: (pod, context) => pod.containers.map((container) => assessContainer(pod, container, context)),
}

export default control
