import { isObject } from '../../kube/pod/pod.ts'
import { declaredUser } from '../../kube/pod/security-context.ts'
import { isBelow, normalHostPath, ownMountsOf, usesOf, volumesOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'
import { imageOf } from '../image/facts.ts'
import { imageUserOf } from '../image/user.ts'
import { argvsOf, findWords, programNames } from '../text/commands.ts'
import { matchesOf } from '../text/search.ts'
import { resolvePath } from './directories.ts'
import { ranCommands } from './ran-commands.ts'
import type { RanCommand } from './run.ts'

const CHMOD = programNames('chmod')

/** The user that the manifest gives a container, else the one that works with its image. */
const userOf = (pod: Pod, container: Container, context: EvidenceContext): number | undefined => {
  const declared = declaredUser(pod, container)
  if (declared !== undefined) return declared
  const known = imageOf(pod, container, context)
  return known === undefined ? undefined : imageUserOf(known)?.user
}

/** Whether another container, as who knows which user, may make the files of a volume or has to read them. */
const isShared = (pod: Pod, container: Container, volume: string, context: EvidenceContext): boolean => {
  const own = userOf(pod, container, context)
  return usesOf(pod, volume).some(({ container: other }) => {
    if (other.pointer === container.pointer) return false
    const isKnown = own !== undefined || other.value.image === container.value.image
    return !isKnown || userOf(pod, other, context) !== own
  })
}

/** Where all files are of the container's own user: below its emptyDirs, which themselves belong to root, and `/tmp`. */
const ownFolders = (pod: Pod, container: Container, context: EvidenceContext): string[] => {
  const empty = volumesOf(pod).flatMap(({ name, value }) => (isObject(value.emptyDir) ? [name] : []))
  const mounts = ownMountsOf(container)
  const own = mounts.filter(({ name }) => empty.includes(name) && !isShared(pod, container, name, context))
  const isTemporaryFree = mounts.every(({ mountPath }) => normalHostPath(mountPath) !== '/tmp')
  return [...own.map(({ mountPath }) => normalHostPath(mountPath)), ...(isTemporaryFree ? ['/tmp'] : [])]
}

/** The files of one `chmod`; undefined where they cannot be told from its mode. */
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

/** How often the word stands in what a container runs, read as programs or not. */
const countOf = (container: Container): number =>
  argvsOf(container)
    .flatMap(({ items }) => items)
    .reduce<number>((sum, item) => sum + (typeof item === 'string' ? matchesOf(item, CHMOD).length : 0), 0)

/**
 * Clues to `chmod` in what a container runs, which takes root unless the files are its own; none where all of them lie
 * on emptyDirs that only its own user fills and reads.
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
