import { asList, asString } from '../../kube/pod/pod.ts'
import type { Container, KnownImage } from '../../model.ts'
import { baseName } from '../shell/directories.ts'
import { parseImage } from './names.ts'

/** Whether the manifest replaces the entrypoint of the image. */
export const hasOwnCommand = ({ value }: Container): boolean => asList(value.command).length > 0

/** Whether the first argument is the path of a program, which entrypoints then start. */
const namesProgram = ({ value }: Container): boolean => String(asList(value.args)[0] ?? '').startsWith('/')

/**
 * Whether facts about the image apply to a container. They do not apply to an init container with its own command, or
 * with a program as its first argument.
 */
export const runsImage = (container: Container): boolean =>
  container.list !== 'initContainers' || container.sidecar || !(hasOwnCommand(container) || namesProgram(container))

/**
 * Whether a container starts the program of its image: by the entrypoint, or by a command that is called after the image,
 * such as `etcd` or `redis-server`.
 */
export const startsOwnProgram = (container: Container): boolean => {
  if (!runsImage(container)) return false
  if (!hasOwnCommand(container)) return true
  const { repository } = parseImage(asString(container.value.image) ?? '')
  const program = baseName(asString(asList(container.value.command)[0] ?? '') ?? '')
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  return name !== '' && program.startsWith(name)
}

/**
 * Whether facts about an image list every path that it writes to: its maintainers run it with a read-only root, or its
 * build files were read. There, general knowledge among the paths shows that the build files do not say all of it, unless
 * what the entrypoint does was read, too. A base image has no such list: it runs the command of the manifest.
 */
export const listsAllWrites = ({ facts }: KnownImage): boolean => {
  const { base, readOnlyRoot, root, status, stored, writable, entrypoint } = facts
  if (base === true) return false
  if (readOnlyRoot !== undefined) return readOnlyRoot
  if (writable === undefined || root !== undefined || status === 'unverified') return false
  if (status !== 'verified') return true
  const isSourced = writable.every(({ unsourced }) => unsourced !== true)
  return stored === undefined ? isSourced || entrypoint !== undefined : isSourced && writable.length > 0
}
