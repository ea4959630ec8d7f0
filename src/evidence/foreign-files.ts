import { mountsOf } from '../kube/volumes.ts'
import type { Clue, Container, Pod } from '../model.ts'
import { findWords, programNames } from './commands.ts'

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

/** A container hands its files to others with these, and then it does not matter who it is itself. */
const GIVERS = programNames('chown', 'chmod')

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
      findWords(pod, other, GIVERS).length === 0,
  )
  return others.flatMap((other) => findWords(pod, other, WRITERS))
}
