import { evidenceAt } from '../../evidence/evidence-at.ts'
import { objection, objectionIf } from '../../evidence/objection.ts'
import { nodeAgentOf, reachesNode } from '../../evidence/pod/node-agent.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import { findWrittenPaths } from '../../evidence/shell/written-paths.ts'
import { isBelow, normalHostPath, ownMountsOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Objection, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'
import type { PortAnswer } from '../common/ports.ts'
import { findRootEvidence, findRootPrograms, findRootUse } from '../common/root-signs.ts'
import type { Member } from './users.ts'
import { findForeignDataDirectory, findForeignFiles, findNetworkVolumes } from './volumes.ts'

/** Where any user may write, and what the kubelet mounts into every container. */
const NOT_IN_IMAGE: readonly string[] = ['/tmp', '/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']

/**
 * Clues to commands of a container that write to its image: to paths where no volume is mounted, and that are not in or
 * below a path of `known`, where any user may write. A mount that hardening has added does not count: the container
 * was judged without it, and is to be judged so again.
 */
export const findImageWrites = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: readonly string[] = [],
): Evidence[] => {
  const mounted = ownMountsOf(container).map(({ mountPath }) => mountPath)
  const writable = [
    ...NOT_IN_IMAGE,
    ...[...mounted, ...known].filter((path) => path.startsWith('/')).map(normalHostPath),
  ]
  return findWrittenPaths(ranCommands(pod, container, context))
    .filter(({ path }) => !writable.some((directory) => isBelow(directory, normalHostPath(path))))
    .map(({ clue: evidence }) => evidence)
}

/** Ports below 1024 that a container listens on, and what lets it do so as another user. */
export interface PortPlan {
  clues: Evidence[]
  answer: PortAnswer
}

/** Evidence that a container runs as root, as an objection; undefined without any. */
export const rootObjection = (evidence: readonly Evidence[]): Objection | undefined =>
  objectionIf(
    evidence,
    'the container seems to run as root',
    'give it a numeric runAsUser other than 0 if it can do without root',
  )

/** Why no user other than root can be given to a container, by what is known of its image and of what it does. */
export const noUser = (pod: Pod, { container, image }: Member, context: EvidenceContext): Objection | undefined => {
  if (image === undefined) return undefined
  const { root, starts, user, clue: evidence } = image
  if (root !== undefined)
    return objection(
      'the image has to be root',
      'run it in a user namespace (hostUsers: false), or exempt it with this reason',
      [evidence],
    )
  if (user !== undefined) return undefined
  if (starts === 'name')
    return objection(
      'the user of the image is a name, and the kubelet refuses a name beside runAsNonRoot',
      'set runAsUser to the number of that user, or say it as user: under images in the configuration',
      [evidence],
    )
  const uses = findRootUse(pod, container, context)
  if (uses.length > 0) return rootObjection([...uses, evidence])
  return objection(
    'the image starts as root, and no other user is known to work',
    "set runAsUser to the user that the image's files belong to, or say it as user: under images in the configuration",
    [evidence],
  )
}

/** What speaks against the flag for a container of which nobody knows the user. */
export const againstUnknown = (pod: Pod, { container }: Member, context: EvidenceContext): Objection | undefined => {
  const seems = rootObjection(findRootEvidence(pod, container, context))
  if (seems !== undefined) return seems
  const agent = reachesNode(pod, container) ? nodeAgentOf(pod, context) : undefined
  return (
    agent &&
    objectionIf(
      agent.clues,
      `the pod is ${agent.text}, and such agents mostly are root`,
      'give it a numeric runAsUser other than 0 if it can do without root',
    )
  )
}

/** What speaks against the flag for a container whose image is known never to be root. */
export const againstKnown = (pod: Pod, { container }: Member): Objection | undefined =>
  rootObjection(findRootPrograms(pod, container))

/** Another user for one container of a shared process namespace: it could not signal the others, nor they it. */
const sharedProcesses = (pod: Pod, members: readonly Member[]): Evidence[] => {
  if (pod.spec.shareProcessNamespace !== true || new Set(members.map(({ user }) => user)).size === 1) return []
  const users = members.map(({ container, user }) => `"${container.name}" as ${user ?? 'nobody knows whom'}`)
  const text = `shareProcessNamespace: true, containers run ${users.join(', ')}`
  return [evidenceAt(pod, join(pod.pointer, 'shareProcessNamespace'), text)]
}

/** What speaks against another user for a container that is root, or may be, although its image works with that user. */
export const againstSwitch = (
  pod: Pod,
  member: Member,
  members: readonly Member[],
  ports: PortPlan,
  context: EvidenceContext,
): Objection | undefined => {
  const { container, known, user } = member
  const facts = known?.facts
  const userOf = new Map(members.map((other) => [other.container, other.user]))
  return (
    rootObjection(findRootUse(pod, container, context, facts?.hostMounts)) ??
    objectionIf(
      findNetworkVolumes(pod, container, context),
      'fsGroup has no effect on a volume that the container writes, so its files stay those of root',
      `make the files belong to user ${user} where they are stored, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      facts === undefined ? [] : findForeignDataDirectory(pod, container, facts, context),
      'PostgreSQL refuses a data directory that does not belong to its user, and the root of a volume belongs to root',
      `let PGDATA name a directory below the mount, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      findImageWrites(
        pod,
        container,
        context,
        facts?.writable?.map(({ path }) => path),
      ),
      `a command of the container writes to the image, whose files user ${user} may not change`,
      `mount a volume at these paths, then set runAsUser: ${user}`,
    ) ??
    objectionIf(
      findForeignFiles(pod, container, context, (other) => userOf.get(other)),
      'an init container of another user prepares files on a volume that this one may write',
      `give both the same runAsUser, e.g. ${user}, or mount the volume with readOnly: true`,
    ) ??
    objectionIf(
      sharedProcesses(pod, members),
      'containers that share a process namespace would run as different users',
      'give all of them one runAsUser',
    ) ??
    ('against' in ports.answer
      ? objection('no user but root may open its port there', 'let it listen on a port above 1023', [
          ports.answer.against,
          ...ports.clues,
        ])
      : undefined)
  )
}
