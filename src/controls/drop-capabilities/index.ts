import { evidenceAt, objection } from '../../evidence/evidence.ts'
import { asGiven, asList, asObject } from '../../kube/pod/pod.ts'
import {
  addedCapabilities,
  BASELINE_CAPABILITIES,
  droppedCapabilities,
  isPrivileged,
  ownField,
  RESTRICTED_CAPABILITIES,
} from '../../kube/pod/security-context.ts'
import type { Assessment, Container, Control, EvidenceContext, Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import {
  assessDecision,
  assessUnsetOnWindows,
  compliant,
  containerFields,
  quoteAbsence,
} from '../common/assessments.ts'
import { ADD, DROP, dropAll, findAddedBeyond, removeAdded } from '../common/capabilities.ts'
import { cis, nsa, pss } from '../common/references.ts'
import { findDropObjection } from './objections.ts'

const ALL = /^(?:CAP_)?ALL$/i

const findDeviation = (pod: Pod, container: Container, context: EvidenceContext): Objection | undefined => {
  const { pointer } = container
  if (isPrivileged(container))
    return objection(
      'the container is privileged and has all capabilities, whatever it drops',
      'remove privileged: true first',
      [evidenceAt(pod, `${pointer}/securityContext/privileged`, 'securityContext.privileged: true')],
      { cause: 'deviation' },
    )
  const added = addedCapabilities(container)
  // containerd applies `drop: [ALL]` after `add: [ALL]`, so the two together would leave nothing of what was asked for.
  if (added.length === 0 || (droppedCapabilities(container).length > 0 && !added.some((name) => ALL.test(name))))
    return undefined
  return objection(
    `the manifest adds ${added.join(', ')} and keeps the default capabilities`,
    'add drop: [ALL] if the container only needs the capabilities that it adds',
    [
      evidenceAt(pod, `${pointer}/securityContext/capabilities/add`, `capabilities.add: ${added.join(', ')}`),
      ...context.requirementsOf(pod, container).capabilityUses(added),
    ],
    { cause: 'deviation' },
  )
}

const formatReason = (names: readonly string[]): string => {
  const reason = 'the container kept the default capabilities of the runtime'
  if (names.length === 0) return reason
  const restricted = names.every((name) => RESTRICTED_CAPABILITIES.includes(name))
  const allowed = restricted ? 'Restricted allows' : 'Baseline allows but Restricted does not'
  return `${reason}; ${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} added back, which ${allowed}`
}

/**
 * Sets `capabilities.drop: [ALL]` and adds back the capabilities that the container is known to need. Leaves alone
 * explicit additions without a drop, and privileged containers. Held if the container needs default capabilities that
 * cannot be added, or that the manifest does not show.
 */
const assessDrop = (pod: Pod, container: Container, context: EvidenceContext): Assessment => {
  const path = join(container.pointer, ...DROP)
  const dropped = droppedCapabilities(container)
  if (dropped.includes('ALL')) return compliant(path, container)
  if (pod.windows) return assessUnsetOnWindows(pod, path, 'capabilities.drop', container)
  const list = asList(asObject(ownField(container.value, 'capabilities')).drop)
  const misspelt = list.findIndex((name) => typeof name === 'string' && ALL.test(name))
  if (misspelt !== -1)
    return {
      ...compliant(`${path}/${misspelt}`, container),
      state: 'open',
      operations: [{ op: 'replace', path: `${path}/${misspelt}`, value: 'ALL' }],
      reason: `capabilities.drop has ${list[misspelt]}, which Kubernetes does not treat as ALL`,
      evidence: [evidenceAt(pod, `${path}/${misspelt}`, `capabilities.drop: ${list[misspelt]}`)],
      confidence: 'likely',
    }
  const needs = context.requirementsOf(pod, container).capabilities
  const blocker = findDeviation(pod, container, context) ?? findDropObjection(pod, container, needs, context)
  const namesToAdd = needs.names.filter((name) => BASELINE_CAPABILITIES.includes(name) && !dropped.includes(name))
  const explicit = evidenceAt(pod, path, `capabilities.drop: ${dropped.join(', ')}`)
  return {
    ...compliant(path, container),
    state: blocker?.cause === 'deviation' ? 'decided' : 'open',
    operations: dropAll(container, namesToAdd),
    reason: formatReason(namesToAdd),
    evidence: [dropped.length === 0 ? quoteAbsence(pod, 'capabilities.drop', container) : explicit, ...needs.evidence],
    confidence: needs.confidence,
    ...(blocker === undefined ? {} : { objection: blocker }),
  }
}

/** Assesses added capabilities beyond NET_BIND_SERVICE: from the manifest, or added back here for root. */
const assessAdd = (pod: Pod, container: Container, context: EvidenceContext): Assessment[] => {
  const names = findAddedBeyond(container, RESTRICTED_CAPABILITIES)
  if (names.length === 0) return []
  const needs = context.requirementsOf(pod, container).capabilities
  const wanted = new Set(needs.names)
  const needed = needs.isKnown ? names.filter((name) => wanted.has(name)) : []
  const given = new Set(addedCapabilities(asGiven(pod, container)))
  const isOurs = names.some((name) => !given.has(name))
  const list = names.join(', ')
  const assessment = assessDecision(pod, {
    container,
    path: join(container.pointer, ...ADD),
    quote: `capabilities.add: ${list}`,
    reason: `the container added capabilities beyond NET_BIND_SERVICE: ${list}`,
    holdReason: isOurs
      ? `the container runs as root and needs ${list}, which Baseline allows but Restricted does not`
      : `the manifest adds ${list}`,
    hint: isOurs
      ? 'set a non-root runAsUser that works with the image, then remove them'
      : `remove ${list} from capabilities.add, or exempt the container from this control`,
    operations: needed.length === names.length ? [] : removeAdded(container, [...RESTRICTED_CAPABILITIES, ...needed]),
    ...(isOurs ? { cause: 'evidence' } : {}),
    evidence:
      isOurs || needed.length > 0 ? needs.evidence : context.requirementsOf(pod, container).capabilityUses(names),
  })
  return [isOurs ? { ...assessment, evidence: needs.evidence } : assessment]
}

const control: Control = {
  id: 'drop-capabilities',
  title: 'Every container drops all capabilities and adds only NET_BIND_SERVICE',
  rationale:
    'Container runtimes grant root about fourteen capabilities, enough to change file owners, open raw sockets ' +
    'and bypass file permissions. A non-root process has none of them, so dropping all of them does not affect ' +
    'it.',
  breaks:
    'Images that start as root and switch to another user ("chown: Operation not permitted", "setgroups: ' +
    'Operation not permitted"), root on a port below 1024 ("bind: permission denied"), and programs with file ' +
    'capabilities, which fail to start ("exec ...: operation not permitted").',
  references: [
    pss('capabilities_restricted', 'restricted', '1.22'),
    cis('1.12', '5.2.8'),
    cis('1.12', '5.2.9'),
    cis('1.11', '5.2.10'),
    nsa('Pod security enforcement'),
  ],
  fields: [
    ...containerFields('securityContext/capabilities/drop/**'),
    ...containerFields('securityContext/capabilities/add/**'),
  ],
  assess: (pod, context) =>
    pod.containers.flatMap((container) => [assessDrop(pod, container, context), ...assessAdd(pod, container, context)]),
}

export default control
