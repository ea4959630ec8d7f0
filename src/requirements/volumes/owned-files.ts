import { evidenceAt, findInGroups } from '../../evidence/evidence.ts'
import { isInside } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import type { RanCommand } from '../../evidence/shell/run.ts'
import { findWords, programNames } from '../../evidence/text/commands.ts'
import { type ConfigEntry, configGroupsOf } from '../../evidence/text/config-maps.ts'
import { asList, asObject, perPodIn } from '../../kube/pod/pod.ts'
import { type Mount, mountedVolumes, mountsOf, normalHostPath } from '../../kube/pod/volumes.ts'
import { groupBy } from '../../lib/words.ts'
import type { Container, Evidence, EvidenceContext, ImageFacts, Pod, UserOf } from '../../model.ts'

const VARIABLE = 'PGDATA'

const dataVariables = (entries: readonly ConfigEntry[]): ConfigEntry[] =>
  entries.filter(({ variable }) => variable === VARIABLE)

/** Reads the variable: undefined if it is unset, null if its value is not a plain absolute path. */
const readVariable = (pod: Pod, container: Container, context: EvidenceContext): string | null | undefined => {
  const own = asList(container.value.env)
    .map(asObject)
    .findLast(({ name }) => name === VARIABLE)
  const [mapped] = findInGroups(configGroupsOf(pod, container, context), dataVariables)
  const value = own === undefined || own.valueFrom !== undefined ? mapped?.text : own.value
  if (own === undefined && mapped === undefined) return undefined
  return typeof value === 'string' && value.startsWith('/') && !value.includes('$(') ? normalHostPath(value) : null
}

/**
 * Finds volumes whose top directory is the data directory of an image that has to own it (PostgreSQL). The kubelet
 * creates that directory, or a subPath, as root, and another user can neither own it nor change its mode, which initdb
 * and the server require. A directory below the mount is created by the user itself and does not count.
 */
export const findForeignDataDirectory = (
  pod: Pod,
  container: Container,
  facts: ImageFacts,
  context: EvidenceContext,
): Evidence[] => {
  if (facts.ownsData !== true) return []
  const volumes = mountedVolumes(pod, container, context).filter(({ mount }) => mount.mountPath.startsWith('/'))
  const named = readVariable(pod, container, context)
  const usual = facts.writable?.find(({ data }) => data === true)?.path
  const directory = named === undefined ? usual : named
  if (typeof directory === 'string')
    return volumes
      .filter(({ mount }) => normalHostPath(mount.mountPath) === normalHostPath(directory))
      .map(({ mount, source }) => evidenceAt(pod, mount.pointer, `${source} at the data directory ${directory}`))
  return volumes
    .filter(({ source }) => source === 'persistentVolumeClaim' || source === 'ephemeral' || source === 'emptyDir')
    .map(({ mount, source }) =>
      evidenceAt(pod, mount.pointer, `${source} at ${mount.mountPath}, which may contain the data directory`),
    )
}

const WRITERS = programNames(
  'cp',
  'mv',
  'mkdir',
  'touch',
  'tee',
  'tar',
  'unzip',
  'rsync',
  'git',
  'wget',
  'curl',
  'install',
)

/** Those that may give files a mode with which only their owner can read them. */
const KEEPERS = programNames('cp', 'mv', 'tar', 'unzip', 'rsync', 'install')

/** Commands of openssl that write private keys. */
const KEY_COMMANDS: ReadonlySet<string> = new Set(['genrsa', 'genpkey', 'ecparam', 'gendsa', 'req', 'pkcs12'])

/** Whether a command makes files that only their owner can read, whatever the other commands are. */
const makesPrivate = ({ program, args, args: [first = ''] }: RanCommand): boolean =>
  program === 'ssh-keygen' ||
  ((program === 'chmod' || program === 'mkdir') && args.some((word) => /^(?:-m)?0?[0-7]00$/.test(word))) ||
  (program === 'openssl' && KEY_COMMANDS.has(first)) ||
  (program === 'umask' && /^[0-7]*[4-7]$/.test(first))

/** Finds the commands of a container that make files which only their owner can read. */
const findPrivateOutputs = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] =>
  ranCommands(pod, container, context)
    .filter(makesPrivate)
    .map(({ program, where, at }) => ({ source: 'manifest', text: `"${program}" in ${where}`, at }))

const CHOWN = programNames('chown')
const CHMOD = programNames('chmod')

/** A clause of a mode that only gives access to the owner: `600`, `u+x`, `go-rwx`. */
const OWNER_ONLY = /^(?:[0-7]?[0-7]00|u[-+=][rwxXst]*|(?:g|o|go|og)-[rwxXst]+)$/

const isOwnerOnly = ({ args }: RanCommand): boolean => {
  const [mode = ''] = args.filter((word) => !word.startsWith('-'))
  return mode.split(',').every((clause) => OWNER_ONLY.test(clause))
}

/** Whether a container gives its files to other users, so that its own user does not matter. */
const givesAway = (pod: Pod, container: Container, context: EvidenceContext): boolean => {
  if (findWords(pod, container, CHOWN).length > 0) return true
  if (findWords(pod, container, CHMOD).length === 0) return false
  const modes = ranCommands(pod, container, context).filter(({ program }) => program === 'chmod')
  return modes.length === 0 || !modes.every(isOwnerOnly)
}

const writableMounts = (container: Container): Mount[] =>
  mountsOf(container).filter(({ value }) => value.readOnly !== true)

const writableVolumes = (container: Container): string[] => writableMounts(container).map(({ name }) => name)

/** Whether a container may write below a mount, given the paths that it writes to, if all are known. */
const writesBelow = ({ mountPath }: Mount, writes: readonly string[] | undefined): boolean =>
  writes === undefined || writes.some((path) => isInside(mountPath, path) || isInside(path, mountPath))

/** The init containers that write to each volume, with their positions, without those that give their files away. */
const writersOf = perPodIn((pod, context: EvidenceContext) => {
  const writers = pod.containers
    .filter(({ list, sidecar }) => list === 'initContainers' && !sidecar)
    .flatMap((container, order) =>
      [...new Set(writableVolumes(container))].map((volume) => ({ volume, container, order })),
    )
    .filter(({ container }) => !givesAway(pod, container, context))
  return groupBy(writers, ({ volume }) => volume)
})

/**
 * Finds commands of init containers with another user that write to a volume which this container also writes to. Only
 * root or the user that created a file can change it later. Where the container only reads, commands count that may have
 * created files for their user alone.
 * @param userOf the user of a container, undefined if it is unknown
 * @param writes the paths that this container writes to, if all are known
 */
export const findForeignFiles = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  userOf: UserOf,
  writes?: readonly string[],
): Evidence[] => {
  const writers = writersOf(pod, context)
  const found = writableMounts(container).flatMap((mount) =>
    (writers.get(mount.name) ?? []).map((writer) => ({ ...writer, isWritten: writesBelow(mount, writes) })),
  )
  const written = new Set(found.filter(({ isWritten }) => isWritten).map((writer) => writer.container))
  const others = new Set(found.sort((a, b) => a.order - b.order).map((writer) => writer.container))
  return [...others]
    .filter((other) => other !== container && userOf(other) !== userOf(container))
    .flatMap((other) => findWords(pod, other, written.has(other) ? WRITERS : KEEPERS))
}

/**
 * Finds commands of init containers with another user that make files which only that user can read, such as private keys,
 * and mount a volume of this container.
 * @param userOf the user of a container, undefined if it is unknown
 */
export const findUnreadableFiles = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  userOf: UserOf,
): Evidence[] => {
  const writers = writersOf(pod, context)
  const makers = mountsOf(container).flatMap(({ name }) => (writers.get(name) ?? []).map((writer) => writer.container))
  return [...new Set(makers)]
    .filter((other) => other !== container && userOf(other) !== userOf(container))
    .flatMap((other) => findPrivateOutputs(pod, other, context))
}
