import { evidenceAt } from '../../evidence/evidence-at.ts'
import type { ImageUser } from '../../evidence/image/user.ts'
import { type LowPort, lowPortsOf } from '../../evidence/pod/listening-ports.ts'
import { effective, ownField } from '../../kube/pod/security-context.ts'
import type { Confidence, Evidence, EvidenceContext, Objection, Pod } from '../../model.ts'
import { portSysctl } from '../common/ports.ts'
import { againstKnown, againstSwitch, againstUnknown, noUser, type PortPlan, rootObjection } from './objections.ts'
import { type Member, membersOf } from './users.ts'
import { findGroupVolumes } from './volumes.ts'

/** What is to be done so that a container surely is not root, beside the flag itself. */
export interface Plan {
  member: Member
  /** Written beside the flag, with the group where that is known. */
  user?: number
  group?: number
  /** The group of the volumes, where the new user needs one. */
  fsGroup?: number
  /** The sysctl with which the new user may open the ports of the container. */
  sysctl?: { name: string; value: string }
  confidence: Confidence
  evidence: Evidence[]
  against?: Objection
  /** Nothing is known that would let the container start: the flag alone is refused by the kubelet. */
  hopeless?: true
}

/** The user and the group that a container is to get; what the manifest says of the group stays. */
const idsOf = (pod: Pod, { container, image }: Member): { user?: number; group?: number } => {
  const group = effective(pod, container, 'runAsGroup') === undefined ? image?.group : undefined
  return { ...(image?.user === undefined ? {} : { user: image.user }), ...(group === undefined ? {} : { group }) }
}

const isSwitch = ({ declared, image }: Member): boolean =>
  declared === undefined && image?.user !== undefined && (image.starts === 'root' || image.starts === 'unknown')

/** The ports that a container can not open as its new user; a file capability opens them for any. */
const closedPorts = (pod: Pod, { container, known }: Member, context: EvidenceContext): LowPort[] =>
  known?.facts.fileCapabilities?.includes('NET_BIND_SERVICE') ? [] : lowPortsOf(pod, container, known, context)

const planPorts = (pod: Pod, member: Member, members: readonly Member[], context: EvidenceContext): PortPlan => {
  const own = closedPorts(pod, member, context)
  if (own.length === 0) return { clues: [], answer: {} }
  // One sysctl serves all containers, and once it is written it stays.
  const others = members.filter((other) => other !== member && isSwitch(other))
  const all = [...own, ...others.flatMap((other) => closedPorts(pod, other, context))]
  const answer = portSysctl(pod, Math.min(...all.map(({ port }) => port)))
  return { clues: own.map(({ clue: evidence }) => evidence), answer }
}

/** A container that starts as root, or may: its user changes, and with it all that root could do without being asked. */
const planSwitch = (pod: Pod, member: Member, members: readonly Member[], context: EvidenceContext): Plan => {
  const { container, known, image } = member
  const ports = planPorts(pod, member, members, context)
  const sysctl = 'sysctl' in ports.answer ? ports.answer.sysctl : undefined
  const isGiven = ownField(pod.spec, 'fsGroup') !== undefined
  const volumes = isGiven ? [] : findGroupVolumes(pod, container, context)
  const usual = known?.facts.fsGroup || undefined
  // Any number serves as the group of the volumes, as long as the processes are in it: fsGroup puts them there.
  const fsGroup =
    isGiven || (volumes.length === 0 && usual === undefined) ? undefined : (usual ?? image?.group ?? image?.user)
  const objection = againstSwitch(pod, member, members, ports, context)
  return {
    member,
    ...idsOf(pod, member),
    ...(fsGroup === undefined ? {} : { fsGroup }),
    ...(sysctl === undefined ? {} : { sysctl }),
    confidence: 'likely',
    evidence: [...(image === undefined ? [] : [image.clue]), ...volumes, ...(sysctl === undefined ? [] : ports.clues)],
    ...(objection === undefined ? {} : { against: objection }),
  }
}

/** A container that is not root anyway; a user that the image says by name is said as a number, which the kubelet can check. */
const planKnown = (pod: Pod, member: Member, image: ImageUser): Plan => {
  const objection = againstKnown(pod, member)
  return {
    member,
    ...(image.starts === 'name' ? idsOf(pod, member) : {}),
    confidence: image.proves && objection === undefined ? 'proven' : 'likely',
    evidence: [image.clue],
    ...(objection === undefined ? {} : { against: objection }),
  }
}

const UNKNOWN: Pick<Plan, 'confidence' | 'evidence'> = { confidence: 'assumed', evidence: [] }

const planOf = (pod: Pod, member: Member, members: readonly Member[], context: EvidenceContext): Plan => {
  const { container, declared, image } = member
  const isSet = declared !== undefined || effective(pod, container, 'runAsNonRoot') === true
  if (isSet || pod.windows) return { member, confidence: 'proven', evidence: [] }
  const hopeless = noUser(pod, member, context)
  if (hopeless !== undefined) return { member, ...UNKNOWN, against: hopeless, hopeless: true }
  if (isSwitch(member)) return planSwitch(pod, member, members, context)
  if (image !== undefined) return planKnown(pod, member, image)
  const objection = againstUnknown(pod, member, context)
  return { member, ...UNKNOWN, ...(objection === undefined ? {} : { against: objection }) }
}

/** What to do for each container of a pod that may be root, in the order of the containers. */
export const plansOf = (pod: Pod, context: EvidenceContext): Plan[] => {
  const members = membersOf(pod, context)
  const plans = members.map((member) => planOf(pod, member, members, context))
  const shared = pod.spec.shareProcessNamespace === true
  if (!shared || !plans.some(({ member, against: objection }) => member.user === 0 || objection !== undefined))
    return plans
  // To signal or inspect the processes of a root container it takes root too.
  const evidence = [evidenceAt(pod, `${pod.pointer}/shareProcessNamespace`, 'shareProcessNamespace: true beside root')]
  const against = rootObjection(evidence)
  return plans.map((plan) =>
    against !== undefined &&
    plan.against === undefined &&
    plan.member.own !== true &&
    (plan.member.user === undefined || isSwitch(plan.member))
      ? { ...plan, against }
      : plan,
  )
}
