import { evidenceAt } from '../../evidence/evidence.ts'
import { effective, ownField } from '../../kube/pod/security-context.ts'
import type { Confidence, ContainerUser, Evidence, EvidenceContext, ImageUser, Objection, Pod } from '../../model.ts'
import { objectToIds, objectToUnknown } from '../common/objections.ts'
import {
  findNoUserObjection,
  findSwitchObjection,
  findUnknownUserObjection,
  type PortPlan,
  rootObjection,
} from './objections.ts'

/** How a container is kept from running as root, beside the flag `runAsNonRoot`. */
export interface Plan {
  current: ContainerUser
  /** `runAsUser` and `runAsGroup` to write beside the flag. */
  user?: number
  group?: number
  /** The pod's `fsGroup`, if the new user needs one for its volumes. */
  fsGroup?: number
  /** The sysctl that lets the new user open the container's ports. */
  sysctl?: { name: string; value: string }
  confidence: Confidence
  evidence: Evidence[]
  objection?: Objection
  /** No user is known to work, so the kubelet would refuse to start the container with the flag alone. */
  blocked?: true
}

/** The user and group to write; a group that the manifest sets stays. */
const newIds = (pod: Pod, { container, imageUser }: ContainerUser): { user?: number; group?: number } => {
  const group = effective(pod, container, 'runAsGroup') === undefined ? imageUser?.group : undefined
  return {
    ...(imageUser?.user === undefined ? {} : { user: imageUser.user }),
    ...(group === undefined ? {} : { group }),
  }
}

/** Whether a container starts as root, or may, and a non-root user is known to work with its image. */
const switchesUser = ({ declared, imageUser }: ContainerUser): boolean =>
  declared === undefined &&
  imageUser?.user !== undefined &&
  (imageUser.starts === 'root' || imageUser.starts === 'unknown')

/** The results of `findLowestPort`, which are the same for all containers of a pod. */
const lowestPorts = new WeakMap<readonly ContainerUser[], number>()

/** Finds the lowest port of the containers that get a new user. */
const findLowestPort = (pod: Pod, users: readonly ContainerUser[], context: EvidenceContext): number =>
  users
    .filter(switchesUser)
    .flatMap(({ container }) => context.requirementsOf(pod, container).closedPorts)
    .reduce((least, { port }) => Math.min(least, port), Number.POSITIVE_INFINITY)

const planPorts = (
  pod: Pod,
  current: ContainerUser,
  users: readonly ContainerUser[],
  context: EvidenceContext,
): PortPlan => {
  const requirements = context.requirementsOf(pod, current.container)
  const own = requirements.closedPorts
  if (own.length === 0) return { evidence: [], access: {} }
  // One sysctl serves all containers and is not changed once it is written, so it has to fit all of them.
  const lowest = lowestPorts.get(users) ?? findLowestPort(pod, users, context)
  lowestPorts.set(users, lowest)
  return {
    evidence: own.map(({ evidence }) => evidence),
    access: requirements.portAccess(lowest),
  }
}

/** Plans the change from root to a user that works: with it come the group of the volumes and the low ports. */
const planSwitch = (
  pod: Pod,
  current: ContainerUser,
  users: readonly ContainerUser[],
  context: EvidenceContext,
): Plan => {
  const { container, image, imageUser } = current
  const { groupVolumes, understandsCommand } = context.requirementsOf(pod, container)
  const ports = planPorts(pod, current, users, context)
  const sysctl = 'sysctl' in ports.access ? ports.access.sysctl : undefined
  const isSet = ownField(pod.spec, 'fsGroup') !== undefined
  const volumes = isSet ? [] : groupVolumes
  // Any number works as the group of the volumes: fsGroup also adds the processes to it.
  const fsGroup = volumes.length === 0 ? undefined : image?.facts.fsGroup || imageUser?.group || imageUser?.user
  // A base image runs the command of the manifest, of which its facts say nothing.
  const isKnown = image?.facts.base !== true || understandsCommand
  const objection =
    findSwitchObjection(pod, current, users, ports, context) ??
    (isKnown
      ? undefined
      : objectToUnknown(
          'run-as-non-root',
          pod,
          container,
          context,
          'the image runs the command of the manifest, and nothing shows that this works as another user than root',
          `set runAsUser: ${imageUser?.user}`,
        ))
  return {
    current,
    ...newIds(pod, current),
    ...(fsGroup === undefined ? {} : { fsGroup }),
    ...(sysctl === undefined ? {} : { sysctl }),
    confidence: isKnown ? 'likely' : 'assumed',
    evidence: [
      ...(imageUser === undefined ? [] : [imageUser.evidence]),
      ...volumes,
      ...(sysctl === undefined ? [] : ports.evidence),
    ],
    ...(objection === undefined ? {} : { objection }),
  }
}

/**
 * Plans for an image that runs as non-root. A user given by name is written as a number, which the kubelet can check, and
 * so is one that may differ in the version of the image.
 */
const planNonRootImage = (pod: Pod, current: ContainerUser, imageUser: ImageUser, context: EvidenceContext): Plan => {
  const objection = rootObjection(context.requirementsOf(pod, current.container).rootPrograms)
  return {
    current,
    ...(imageUser.starts === 'name' || !imageUser.proves ? newIds(pod, current) : {}),
    confidence: imageUser.proves && !current.isChosen && objection === undefined ? 'proven' : 'likely',
    evidence: [imageUser.evidence],
    ...(objection === undefined ? {} : { objection }),
  }
}

const planContainer = (
  pod: Pod,
  current: ContainerUser,
  users: readonly ContainerUser[],
  context: EvidenceContext,
): Plan => {
  const { container, declared, imageUser } = current
  const isSet = declared !== undefined || effective(pod, container, 'runAsNonRoot') === true
  if (isSet || pod.windows) return { current, confidence: 'proven', evidence: [] }
  const noUser = findNoUserObjection(pod, current, context)
  if (noUser !== undefined) return { current, confidence: 'assumed', evidence: [], objection: noUser, blocked: true }
  if (switchesUser(current)) return planSwitch(pod, current, users, context)
  if (imageUser !== undefined) return planNonRootImage(pod, current, imageUser, context)
  const objection =
    findUnknownUserObjection(pod, current, context) ??
    objectToUnknown(
      'run-as-non-root',
      pod,
      container,
      context,
      'the user of the image is unknown, and the container does not start if it is root or a name',
      'set a numeric runAsUser',
    )
  return { current, confidence: 'assumed', evidence: [], ...(objection === undefined ? {} : { objection }) }
}

/** Leaves out users and groups where the platform assigns them. */
const withoutForeignIds = (pod: Pod, plan: Plan, context: EvidenceContext): Plan => {
  const { user, group, fsGroup, sysctl, ...others } = plan
  if (user === undefined && group === undefined && fsGroup === undefined) return plan
  const objection = objectToIds(pod, context)
  return objection === undefined ? plan : { ...others, objection: plan.objection ?? objection }
}

/** Plans for each container of a pod, in the order of the containers. */
export const planUsers = (pod: Pod, context: EvidenceContext): Plan[] => {
  const users = pod.containers.map((container) => context.requirementsOf(pod, container).user)
  const plans = users.map((current) => withoutForeignIds(pod, planContainer(pod, current, users, context), context))
  const sharesProcesses = pod.spec.shareProcessNamespace === true
  if (!sharesProcesses || !plans.some(({ current, objection }) => current.user === 0 || objection !== undefined))
    return plans
  // Only root can signal and inspect the processes of a root container.
  const beside = rootObjection([
    evidenceAt(pod, `${pod.pointer}/shareProcessNamespace`, 'shareProcessNamespace: true with a root container'),
  ])
  return plans.map((plan) => {
    const { current, objection } = plan
    const mayBeRoot = current.flag !== true && (current.user === undefined || switchesUser(current))
    return objection === undefined && beside !== undefined && mayBeRoot ? { ...plan, objection: beside } : plan
  })
}
