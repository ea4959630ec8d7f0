import { isObject, perPodIn } from '../../kube/pod/pod.ts'
import { declaredUser } from '../../kube/pod/security-context.ts'
import { isBelow, mountsOf, normalHostPath, ownMountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'
import { imageOf } from '../image/facts.ts'
import { imageUserOf } from '../image/user.ts'
import { argvsOf, findWords, matchesOf, programNames } from '../text/commands.ts'
import { resolvePath } from './directories.ts'
import { ranCommands } from './ran-commands.ts'
import type { RanCommand } from './run.ts'
import { entry, HERE, has, WRITERS, type Written } from './writing-programs.ts'

/* Which paths the commands of `ran-commands.ts` write to. */

/** A path that a command of a container writes to. */
export interface WrittenPath extends Written {
  evidence: Evidence
}

const DJANGO = /^(?:python[\d.]*|uv|poetry|pipenv)$/

/** Returns a program's key in the table: `sed` writes only with `-i`, and Python runs `manage.py`. */
const programKey = ({ program, args }: RanCommand): string => {
  if (program === 'sed') return has(args, /^(?:-[a-zA-Z]*i|--in-place)/) ? 'sed -i' : program
  return DJANGO.test(program) && has(args, /(?:^|\/)manage\.py$/) ? 'manage.py' : program
}

/** A path relative to the working directory or the home of the image, to which a command of a container writes. */
interface UnplacedWrite {
  path: string
  evidence: Evidence
}

/** What the commands of a container write. */
interface Writes {
  /** Absolute paths, in the order of the commands. */
  paths: WrittenPath[]
  /** Writes to the working directory of the image, or to a path in it. */
  unplaced: UnplacedWrite[]
}

/** A name of a file in the working directory or in the home, without a variable. */
const RELATIVE = /^(?:~\/)?[\w.@+:-][\w./@+:-]*$/

const readCommand = (command: RanCommand, { paths, unplaced }: Writes): void => {
  const { program, args, outputs, directory, where, at } = command
  const verb = programKey(command)
  const evidence = (text: string): Evidence => ({ source: 'manifest', text: `${text} in ${where}`, at })
  const resolverOf =
    (name: string) =>
    (path: string): string[] => {
      const found = resolvePath(directory, path)
      if (found !== undefined) return [found]
      // A path that depends on a variable is unknown, and must not be quoted.
      const isImages = directory === undefined && command.moved !== true && RELATIVE.test(path)
      const text = path === HERE ? `${name} to the working directory` : `${name} ${path}`
      if (isImages) unplaced.push({ path, evidence: evidence(text) })
      return []
    }
  const add =
    (name: string) =>
    (written: Written): void => {
      paths.push({ ...written, evidence: evidence(`${name} ${written.path}`) })
    }
  // A relative word after `>` may be the right side of a comparison.
  const files = outputs.filter((path) => path.startsWith('/') || (/[./]/.test(path) && program !== ''))
  for (const file of files.flatMap(resolverOf('>'))) add('>')(entry(file))
  const reading = Object.hasOwn(WRITERS, verb) ? WRITERS[verb] : undefined
  for (const written of reading?.(args, resolverOf(verb)) ?? []) add(verb)(written)
}

/** The writes by list of commands, which `ranCommands` caches for each container. */
const cache = new WeakMap<readonly RanCommand[], Writes>()

const writesOf = (commands: readonly RanCommand[]): Writes => {
  const known = cache.get(commands)
  if (known !== undefined) return known
  const writes: Writes = { paths: [], unplaced: [] }
  for (const command of commands) readCommand(command, writes)
  cache.set(commands, writes)
  return writes
}

/** Finds the paths that commands write to, in their order. */
export const findWrittenPaths = (commands: readonly RanCommand[]): readonly WrittenPath[] => writesOf(commands).paths

/** Finds the commands that write to the working directory or the home of the image, which the manifest does not show. */
export const findUnplacedWrites = (commands: readonly RanCommand[]): readonly UnplacedWrite[] =>
  writesOf(commands).unplaced

/* Whether the `chmod` commands of a container need root, by `ran-commands.ts`. */

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
