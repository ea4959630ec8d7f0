import { mountsOf } from '../kube/volumes.ts'
import type { Clue, Container, Context, Pod } from '../model.ts'
import { findWords, programNames } from './commands.ts'
import { ranCommands } from './ran-commands.ts'
import type { RanCommand } from './shell-run.ts'

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

const CHOWN = programNames('chown')
const CHMOD = programNames('chmod')

/** A clause of a mode that lets nobody in but the owner: `600`, `u+x`, `go-rwx`. */
const OWNER_ONLY = /^(?:[0-7]?[0-7]00|u[-+=][rwxXst]*|(?:g|o|go|og)-[rwxXst]+)$/

const isOwnerOnly = ({ args }: RanCommand): boolean => {
  const [mode = ''] = args.filter((word) => !word.startsWith('-'))
  return mode.split(',').every((clause) => OWNER_ONLY.test(clause))
}

/** Whether a container hands its files to others, so that it does not matter who it is itself. */
const givesAway = (pod: Pod, container: Container, context: Context): boolean => {
  if (findWords(pod, container, CHOWN).length > 0) return true
  if (findWords(pod, container, CHMOD).length === 0) return false
  const modes = ranCommands(pod, container, context).filter(({ program }) => program === 'chmod')
  return modes.length === 0 || !modes.every(isOwnerOnly)
}

const writableVolumes = (container: Container): string[] =>
  mountsOf(container)
    .filter(({ value }) => value.readOnly !== true)
    .map(({ name }) => name)

/**
 * Commands of init containers of another user that prepare files on a volume which the container may write too: a file
 * belongs to who made it, so that only root or the same user can change it later.
 * @param userOf the user of a container, undefined where nobody knows it
 */
export const foreignFiles = (
  pod: Pod,
  container: Container,
  context: Context,
  userOf: (container: Container) => number | undefined,
): Clue[] => {
  const own = writableVolumes(container)
  const others = pod.containers.filter(
    (other) =>
      other !== container &&
      other.list === 'initContainers' &&
      !other.sidecar &&
      writableVolumes(other).some((name) => own.includes(name)) &&
      userOf(other) !== userOf(container) &&
      !givesAway(pod, other, context),
  )
  return others.flatMap((other) => findWords(pod, other, WRITERS))
}
