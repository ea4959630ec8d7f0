import { evidenceAt, objection, objectionIf } from '../../evidence/evidence.ts'
import { ownField } from '../../kube/pod/security-context.ts'
import type {
  ContainerUser,
  Evidence,
  EvidenceContext,
  Objection,
  Pod,
  PortAccess,
  Requirements,
  UserOf,
} from '../../model.ts'
import { join } from '../../pointer.ts'

/** Evidence for ports below 1024 that a container listens on, and how another user can open them. */
export interface PortPlan {
  evidence: Evidence[]
  access: PortAccess
}

/** Evidence that a container runs as root, as an objection; undefined without any. */
export const rootObjection = (evidence: readonly Evidence[]): Objection | undefined =>
  objectionIf(
    evidence,
    'the container seems to run as root',
    'set a numeric runAsUser other than 0 if the container does not need root',
  )

/** Finds why no non-root user can be set: the image must be root, or no other user is known to work with it. */
export const findNoUserObjection = (
  pod: Pod,
  { container, imageUser }: ContainerUser,
  context: EvidenceContext,
): Objection | undefined => {
  if (imageUser === undefined) return undefined
  const { root, starts, user, evidence } = imageUser
  if (root !== undefined)
    return objection(
      'the image has to run as root',
      'run it in a user namespace (hostUsers: false), or exempt it with this reason',
      [evidence],
    )
  if (user !== undefined) return undefined
  if (starts === 'name')
    return objection(
      'the image sets its user by name, which the kubelet refuses together with runAsNonRoot',
      'set runAsUser to the number of that user, look it up with casehard images lock, or set user: under images in the configuration',
      [evidence],
    )
  const uses = context.requirementsOf(pod, container).rootUse
  if (uses.length > 0) return rootObjection([...uses, evidence])
  return objection(
    'the image starts as root, and no other user is known to work',
    "set runAsUser to the user that owns the image's files, or set user: under images in the configuration",
    [evidence],
  )
}

/** Objections to `runAsNonRoot: true` when the container's user is unknown. */
export const findUnknownUserObjection = (
  pod: Pod,
  { container }: ContainerUser,
  context: EvidenceContext,
): Objection | undefined => {
  const signs = rootObjection(context.requirementsOf(pod, container).rootSigns)
  if (signs !== undefined) return signs
  const { nodeAgent } = context.requirementsOf(pod, container)
  return (
    nodeAgent &&
    objectionIf(
      nodeAgent.evidence,
      `the pod is ${nodeAgent.text}; such agents usually run as root`,
      'set a numeric runAsUser other than 0 if the container does not need root',
    )
  )
}

/** The most containers that are named: each of them would name all others otherwise. */
const MOST_NAMED = 50

const perUsers = <T>(read: (users: readonly ContainerUser[]) => T): ((users: readonly ContainerUser[]) => T) => {
  const known = new WeakMap<readonly ContainerUser[], T>()
  return (users) => {
    const found = known.get(users) ?? read(users)
    known.set(users, found)
    return found
  }
}

const usersOf = perUsers((users) => new Set(users.map(({ user }) => user)))

const usersByContainer = perUsers((users) => new Map(users.map(({ container, user }) => [container, user])))

/** Evidence that containers with different users share a process namespace, in which they cannot signal each other. */
const findSharedProcesses = (pod: Pod, users: readonly ContainerUser[]): Evidence[] => {
  if (pod.spec.shareProcessNamespace !== true || usersOf(users).size === 1) return []
  const names = users
    .slice(0, MOST_NAMED)
    .map(({ container, user }) => `"${container.name}" as ${user ?? 'an unknown user'}`)
  const more = users.length > MOST_NAMED ? ` and ${users.length - MOST_NAMED} more` : ''
  const text = `shareProcessNamespace: true, containers run ${names.join(', ')}${more}`
  return [evidenceAt(pod, join(pod.pointer, 'shareProcessNamespace'), text)]
}

/** Objections to the `fsGroup` that the volumes of a container need: it would open files that have to stay closed. */
const findGroupObjection = (requirements: Requirements, userOf: UserOf): Objection | undefined =>
  objectionIf(
    requirements.privateFiles,
    'the volumes need fsGroup, with which their group could read files that only the user of the program may read',
    'change the owner of the files to the user of the program on the storage, then set runAsUser',
  ) ??
  objectionIf(
    requirements.openedVolumes(userOf),
    'the volumes of the container need fsGroup, which would also open files of another container to the group',
    'set fsGroup in the pod if all containers work with it, then set runAsUser',
  )

/** Objections to running a container as another user than root, although its image works with that user. */
export const findSwitchObjection = (
  pod: Pod,
  { container, user }: ContainerUser,
  users: readonly ContainerUser[],
  ports: PortPlan,
  context: EvidenceContext,
): Objection | undefined => {
  const requirements = context.requirementsOf(pod, container)
  const userOf: UserOf = (other) => usersByContainer(users).get(other)
  return (
    rootObjection(requirements.rootUseBesideImage) ??
    objectionIf(
      requirements.networkVolumes,
      'fsGroup has no effect on a volume that the container writes to, so root still owns its files',
      `change the owner of the files to user ${user} on the storage, then set runAsUser: ${user}`,
    ) ??
    (ownField(pod.spec, 'fsGroup') === undefined && requirements.groupVolumes.length > 0
      ? findGroupObjection(requirements, userOf)
      : undefined) ??
    objectionIf(
      requirements.rootOwned,
      'root owns directories of the image that the program writes to, and no volume is mounted there',
      `mount an emptyDir at these paths, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      requirements.foreignDataDirectory,
      'PostgreSQL refuses a data directory that its user does not own, and root owns the top directory of a volume',
      `set PGDATA to a directory below the mount, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      requirements.imageWrites,
      `a command of the container writes to files of the image, which user ${user} cannot change`,
      `mount a volume at these paths, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      requirements.shippedWrites,
      `the image changes files that it ships, which user ${user} may not own`,
      `copy them to an emptyDir in an init container, mount it at the path, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      requirements.foreignFiles(userOf),
      'an init container with another user writes files to a volume that this container writes to',
      `set the same runAsUser for both, e.g. ${user}, or mount the volume with readOnly: true`,
    ) ??
    objectionIf(
      requirements.unreadableFiles(userOf),
      'an init container with another user makes files on a volume of this container that only their owner can read',
      `set the same runAsUser for both, e.g. ${user}, or let the init container give the files to user ${user}`,
    ) ??
    objectionIf(
      findSharedProcesses(pod, users),
      'containers that share a process namespace would run as different users',
      'set the same runAsUser for all of them',
    ) ??
    ('blockedBy' in ports.access
      ? objection('the container listens on a port that only root can open', 'let it listen on a port above 1023', [
          ports.access.blockedBy,
          ...ports.evidence,
        ])
      : undefined)
  )
}
