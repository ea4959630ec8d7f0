/* Whether the `chmod` commands of a container need root, by `ran-commands.ts`. */

import { perPodIn } from '../../kube/pod/per-pod.ts'
import { isObject } from '../../kube/pod/pod.ts'
import { declaredUser } from '../../kube/pod/security-context.ts'
import { isBelow, mountsOf, normalHostPath, ownMountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'
import { imageOf } from '../image/facts.ts'
import { imageUserOf } from '../image/user.ts'
import { argvsOf, findWords, programNames } from '../text/commands.ts'
import { matchesOf } from '../text/search.ts'
import { resolvePath } from './directories.ts'
import { ranCommands } from './ran-commands.ts'
import type { RanCommand } from './run.ts'

const CHMOD = programNames('chmod')

/** Returns the user of a container: that of the manifest, or one that is known to work with its image. */
const userOf = (pod: Pod, container: Container, context: EvidenceContext): number | undefined => {
  const declared = declaredUser(pod, container)
  if (declared !== undefined) return declared
  const known = imageOf(pod, container, context)
  return known === undefined ? undefined : imageUserOf(known)?.user
}

/** What distinguishes the users of containers: the number, or the image if the number is unknown. */
const userKey = (pod: Pod, container: Container, context: EvidenceContext): string =>
  String(userOf(pod, container, context) ?? `of ${JSON.stringify(container.value.image)}`)

/** The users of the containers that mount each volume, with the number of containers. */
const usersOfVolumes = perPodIn((pod, context: EvidenceContext) => {
  const volumes = new Map<string, Map<string, number>>()
  for (const container of pod.containers) {
    const user = userKey(pod, container, context)
    for (const name of new Set(mountsOf(container).map((mount) => mount.name))) {
      const users = volumes.get(name) ?? new Map<string, number>()
      volumes.set(name, users.set(user, (users.get(user) ?? 0) + 1))
    }
  }
  return volumes
})

/** Returns whether another container may create or read files of a volume as another user, or as an unknown one. */
const isShared = (pod: Pod, volume: string, context: EvidenceContext): boolean =>
  (usersOfVolumes(pod, context).get(volume)?.size ?? 0) > 1

/** Returns directories below which the container's user owns all files: its emptyDirs (which root owns), and `/tmp`. */
const ownFolders = (pod: Pod, container: Container, context: EvidenceContext): string[] => {
  const mounts = ownMountsOf(container)
  const isEmpty = (name: string): boolean => volumesNamed(pod, [name]).some(({ value }) => isObject(value.emptyDir))
  const own = mounts.filter(({ name }) => isEmpty(name) && !isShared(pod, name, context))
  const isTemporaryFree = mounts.every(({ mountPath }) => normalHostPath(mountPath) !== '/tmp')
  return [...own.map(({ mountPath }) => normalHostPath(mountPath)), ...(isTemporaryFree ? ['/tmp'] : [])]
}

/** Returns the files of one `chmod`; undefined if they cannot be distinguished from its mode. */
const filesOf = ({ args, directory }: RanCommand): (string | undefined)[] | undefined => {
  if (args.some((word) => word.startsWith('--'))) return undefined
  const operands = args.filter((word) => !word.startsWith('-'))
  const files = args.some((word) => /^-[rwxXst]+$/.test(word)) ? operands : operands.slice(1)
  return files.length === 0 ? undefined : files.map((word) => resolvePath(directory, word.replaceAll('*', 'x')))
}

const isOwn = (command: RanCommand, folders: readonly string[]): boolean => {
  const files = filesOf(command)?.map((file) => (file === undefined ? undefined : normalHostPath(file)))
  return (
    files?.every((file) => file !== undefined && folders.some((path) => path !== file && isBelow(path, file))) === true
  )
}

/** Counts the occurrences of `chmod` in what a container runs, whether or not it is parsed as a program. */
const countOf = (container: Container): number =>
  argvsOf(container)
    .flatMap(({ items }) => items)
    .reduce<number>((sum, item) => sum + (typeof item === 'string' ? matchesOf(item, CHMOD).length : 0), 0)

/**
 * Finds `chmod` in what a container runs, which needs root unless its user owns the files. None if all the files are on
 * emptyDirs that only its own user writes and reads.
 */
export const findForeignModes = (pod: Pod, container: Container, context: EvidenceContext): Evidence[] => {
  const evidence = findWords(pod, container, CHMOD)
  if (evidence.length === 0) return evidence
  const commands = ranCommands(pod, container, context).filter(
    ({ program, at }) =>
      program === 'chmod' && at.document === pod.document && at.pointer.startsWith(container.pointer),
  )
  const folders = ownFolders(pod, container, context)
  return commands.length === countOf(container) && commands.every((one) => isOwn(one, folders)) ? [] : evidence
}
