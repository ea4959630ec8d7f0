import { isBelow, normalHostPath, ownMountsOf } from '../kube/volumes.ts'
import type { Clue, Container, Context, Pod } from '../model.ts'
import { ranCommands } from './ran-commands.ts'
import { writtenPaths } from './written-paths.ts'

/** Where any user may write, and what the kubelet mounts into every container. */
const NOT_IN_IMAGE: readonly string[] = ['/tmp', '/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']

/**
 * Clues to commands of a container that write to its image: to paths where no volume is mounted, and that are not in or
 * below a path of `known`, where any user may write. A mount that hardening has added does not count: the container
 * was judged without it, and is to be judged so again.
 */
export const imageWrites = (
  pod: Pod,
  container: Container,
  context: Context,
  known: readonly string[] = [],
): Clue[] => {
  const mounted = ownMountsOf(container).map(({ mountPath }) => mountPath)
  const writable = [
    ...NOT_IN_IMAGE,
    ...[...mounted, ...known].filter((path) => path.startsWith('/')).map(normalHostPath),
  ]
  return writtenPaths(ranCommands(pod, container, context))
    .filter(({ path }) => !writable.some((directory) => isBelow(directory, normalHostPath(path))))
    .map(({ clue }) => clue)
}
