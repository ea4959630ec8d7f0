import { evidenceAt, objection, objectionIf } from '../../evidence/evidence.ts'
import { nodeAgentOf, reachesNode } from '../../evidence/pod/node-agent.ts'
import { FolderSet } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import { findUnplacedWrites, findWrittenPaths } from '../../evidence/shell/written-paths.ts'
import { ownField } from '../../kube/pod/security-context.ts'
import { ownMountsOf } from '../../kube/pod/volumes.ts'
import type { Container, ContainerUser, Evidence, EvidenceContext, Objection, Pod, PortAccess } from '../../model.ts'
import { join } from '../../pointer.ts'
import { findGroupObjection, findGroupVolumes, findNetworkVolumes } from './group-volumes.ts'
import { findForeignDataDirectory, findForeignFiles, findRootOwned, findShippedWrites } from './volumes.ts'

/** Paths that any user can write to, and paths that the kubelet mounts into every container. */
const NOT_IN_IMAGE: readonly string[] = ['/tmp', '/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']

/**
 * Finds commands that write to files of the image: to paths without a volume and outside of `known`. Mounts that
 * hardening added do not count, so that a second run gives the same result.
 * @param known paths that any user can write to
 */
export const findImageWrites = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: readonly string[] = [],
): Evidence[] => {
  const mounted = ownMountsOf(container).map(({ mountPath }) => mountPath)
  const writable = new FolderSet([...NOT_IN_IMAGE, ...[...mounted, ...known].filter((path) => path.startsWith('/'))])
  const commands = ranCommands(pod, container, context)
  const placed = findWrittenPaths(commands).filter(({ path }) => !writable.covers(path))
  return [...placed.map(({ evidence }) => evidence), ...findUnplacedWrites(commands)]
}

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
      'set runAsUser to the number of that user, or set user: under images in the configuration',
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
  const agent = reachesNode(pod, container) ? nodeAgentOf(pod, context) : undefined
  return (
    agent &&
    objectionIf(
      agent.evidence,
      `the pod is ${agent.text}; such agents usually run as root`,
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

/** Objections to running a container as another user than root, although its image works with that user. */
export const findSwitchObjection = (
  pod: Pod,
  { container, image, user }: ContainerUser,
  users: readonly ContainerUser[],
  ports: PortPlan,
  context: EvidenceContext,
): Objection | undefined => {
  const facts = image?.facts
  const userOf = usersByContainer(users)
  return (
    rootObjection(context.requirementsOf(pod, container).rootUseBesideImage) ??
    objectionIf(
      findNetworkVolumes(pod, container, context),
      'fsGroup has no effect on a volume that the container writes to, so root still owns its files',
      `change the owner of the files to user ${user} on the storage, then set runAsUser: ${user}`,
    ) ??
    (ownField(pod.spec, 'fsGroup') === undefined && findGroupVolumes(pod, container, context).length > 0
      ? findGroupObjection(pod, container, image, userOf, context)
      : undefined) ??
    objectionIf(
      findRootOwned(container, image, context),
      'root owns directories of the image that the program writes to, and no volume is mounted there',
      `mount an emptyDir at these paths, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      facts === undefined ? [] : findForeignDataDirectory(pod, container, facts, context),
      'PostgreSQL refuses a data directory that its user does not own, and root owns the top directory of a volume',
      `set PGDATA to a directory below the mount, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      findImageWrites(
        pod,
        container,
        context,
        facts?.writable?.map(({ path }) => path),
      ),
      `a command of the container writes to files of the image, which user ${user} cannot change`,
      `mount a volume at these paths, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      findShippedWrites(container, image),
      `the image changes files that it ships, which user ${user} may not own`,
      `copy them to an emptyDir in an init container, mount it at the path, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      findForeignFiles(pod, container, context, (other) => userOf.get(other)),
      'an init container with another user writes files to a volume that this container writes to',
      `set the same runAsUser for both, e.g. ${user}, or mount the volume with readOnly: true`,
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
