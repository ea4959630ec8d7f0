import { objectionIf } from '../../evidence/evidence.ts'
import { addedCapabilities, BASELINE_CAPABILITIES, droppedCapabilities } from '../../kube/pod/security-context.ts'
import type {
  CapabilityNeeds,
  Container,
  Evidence,
  EvidenceContext,
  Objection,
  Pod,
  StartingUser,
} from '../../model.ts'
import { findPrivilegeEvidence } from '../common/capabilities.ts'
import { objectToAdditions, objectToUnknown } from '../common/objections.ts'

/** Finds evidence for NET_RAW. Baseline allows it as a default capability but not added, so it cannot be kept with ALL. */
const findRawSocketEvidence = (
  pod: Pod,
  container: Container,
  { image, user }: CapabilityNeeds,
  context: EvidenceContext,
): Evidence[] => {
  if (addedCapabilities(container).includes('NET_RAW') || droppedCapabilities(container).includes('NET_RAW')) return []
  const { fileCapabilities = [], capabilities = [], rootCapabilities = [] } = image?.facts ?? {}
  const isKnown = [...fileCapabilities, ...capabilities, ...(user.is === 'root' ? rootCapabilities : [])].includes(
    'NET_RAW',
  )
  return [
    ...(isKnown && image !== undefined ? [image.cite(`${image.facts.image} needs NET_RAW`)] : []),
    ...(user.is === 'other' ? [] : context.requirementsOf(pod, container).rawSockets),
  ]
}

/** Finds file capabilities that cannot be added back. NET_RAW has its own objection. */
const findKeptCapabilities = ({ image }: CapabilityNeeds): Evidence[] => {
  const { fileCapabilities = [], fileCapabilitiesOn = [] } = image?.facts ?? {}
  const kept = fileCapabilities.filter((name) => name !== 'NET_RAW' && !BASELINE_CAPABILITIES.includes(name))
  if (image === undefined || kept.length === 0) return []
  const programs = fileCapabilitiesOn.length === 0 ? 'a program' : fileCapabilitiesOn.join(', ')
  return [
    image.cite(`${programs} in ${image.facts.image} has the file capabilities ${kept.join(', ')}`, 'fileCapabilities'),
  ]
}

const findEvidence = (
  pod: Pod,
  container: Container,
  needs: CapabilityNeeds,
  context: EvidenceContext,
): Objection | undefined => {
  const { user } = needs
  const requirements = context.requirementsOf(pod, container)
  // Root that only reads files of the node needs no more capabilities than other root containers.
  const mayServe = !needs.isKnown && user.is === 'root' && requirements.changesNode
  const agent = user.agent ?? (mayServe ? requirements.nodeAgent : undefined)
  return (
    objectionIf(
      requirements.builders,
      'the container builds images or runs containers, which needs most of the default capabilities of root',
      'use a rootless builder, or set drop: [ALL] and add: with those that it needs',
    ) ??
    objectionIf(
      user.is === 'other' ? [] : requirements.cron,
      'the container runs cron, which switches to the users of its jobs, and nothing shows what the jobs need',
      'set drop: [ALL] and add: with those that it needs',
    ) ??
    objectionIf(
      findKeptCapabilities(needs),
      'a program of the image has file capabilities that Baseline does not allow in capabilities.add, and does not start without them',
      'use an image whose program needs no capabilities, or set drop: [ALL] and add: with those that it needs',
    ) ??
    objectionIf(
      findRawSocketEvidence(pod, container, needs, context),
      'the container opens raw sockets with NET_RAW, which Baseline allows as a default capability but not in capabilities.add',
      'for ping, set the sysctl net.ipv4.ping_group_range in the pod; otherwise add NET_RAW if Baseline is not required',
    ) ??
    objectionIf(
      user.is === 'other' ? requirements.setuidPrograms : [],
      'the container starts a program that gains privileges, and so needs default capabilities of root',
      'start the container as the user that it needs, then set drop: [ALL]',
    ) ??
    objectionIf(
      user.is === 'other' || needs.isKnown ? [] : findPrivilegeEvidence(pod, container, context),
      'the container seems to need privileged: true, and a privileged container has all capabilities, whatever it drops',
      'set privileged: false if the container works with it, or drop: [ALL] and add: with those that it needs',
    ) ??
    (agent &&
      objectionIf(
        agent.evidence,
        `the pod is ${agent.text}; the manifest does not show which capabilities it needs`,
        'set drop: [ALL] and add: with those that it needs',
      )) ??
    objectionIf(
      user.isGuessed && !needs.isKnown && addedCapabilities(container).length === 0 ? user.evidence : [],
      'the container may rely on default capabilities, and nothing in the manifest shows which',
      'set a non-root runAsUser, or drop: [ALL] and add: with those that it needs',
    )
  )
}

const findUnknown = (
  pod: Pod,
  container: Container,
  user: StartingUser,
  context: EvidenceContext,
): Objection | undefined =>
  objectToUnknown(
    'drop-capabilities',
    pod,
    container,
    context,
    `the container ${user.is === 'root' ? 'starts' : 'may start'} as root, and it is unknown which default capabilities it needs`,
    'set a non-root runAsUser, or drop: [ALL] and add: with those that it needs',
  )

/** Finds why a container has to keep its default capabilities, even with additions to `drop: [ALL]`. */
export const findDropObjection = (
  pod: Pod,
  container: Container,
  needs: CapabilityNeeds,
  context: EvidenceContext,
): Objection | undefined =>
  findEvidence(pod, container, needs, context) ??
  objectToAdditions(pod, needs.names, context) ??
  (needs.user.is !== 'other' && needs.confidence === 'assumed'
    ? findUnknown(pod, container, needs.user, context)
    : undefined)
