import { listsAllWrites, startsOwnProgram } from '../../evidence/image/start.ts'
import { FolderSet, isInside } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import { findUnplacedWrites, findWrittenPaths } from '../../evidence/shell/written-paths.ts'
import { ownField } from '../../kube/pod/security-context.ts'
import { ownMountsOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, KnownImage, Pod } from '../../model.ts'

/** Paths that any user can write to, and paths that the kubelet mounts into every container. */
const NOT_IN_IMAGE: readonly string[] = ['/tmp', '/dev', '/proc', '/sys', '/etc/hosts', '/etc/resolv.conf']

/**
 * Finds commands that write to files of the image: to paths without a volume and outside of `known`. Mounts that
 * hardening added do not count, so that a second run gives the same result.
 * @param known paths that any user can write to
 * @param isMoved whether the commands get a working directory that they can write to
 */
export const findImageWrites = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
  known: readonly string[] = [],
  isMoved = false,
): Evidence[] => {
  const mounted = ownMountsOf(container).map(({ mountPath }) => mountPath)
  const writable = new FolderSet([...NOT_IN_IMAGE, ...[...mounted, ...known].filter((path) => path.startsWith('/'))])
  const commands = ranCommands(pod, container, context)
  const placed = findWrittenPaths(commands).filter(({ path }) => !writable.covers(path))
  return [...placed, ...(isMoved ? [] : findUnplacedWrites(commands))].map(({ evidence }) => evidence)
}

/** Finds files of the image that it changes because of a mount, and that no mount covers: root may own them. */
export const findShippedWrites = (container: Container, image: KnownImage | undefined): Evidence[] => {
  const mounted = ownMountsOf(container).map(({ mountPath }) => mountPath)
  return (image?.facts.writable ?? []).flatMap(({ path, whenMounted, seeded }) =>
    image !== undefined &&
    seeded &&
    whenMounted !== undefined &&
    mounted.some((mount) => isInside(whenMounted, mount)) &&
    !mounted.some((mount) => isInside(mount, path))
      ? [image.cite(`${image.facts.image} writes to ${path}`)]
      : [],
  )
}

/**
 * Finds directories of the image that root owns and the program writes to, without a volume of the manifest. Where the
 * manifest makes the root filesystem read-only, nobody can write to them, so only those that the runtime makes writable
 * count: the volumes of the image.
 * @param getsMounts whether `read-only-root-filesystem` mounts volumes at the paths that facts about the image list
 */
export const findRootOwned = (container: Container, image: KnownImage | undefined, getsMounts: boolean): Evidence[] => {
  if (image === undefined || !startsOwnProgram(container)) return []
  if (getsMounts && listsAllWrites(image)) return []
  const mounted = ownMountsOf(container).map(({ mountPath }) => mountPath)
  const isReadOnly = ownField(container.value, 'readOnlyRootFilesystem') === true
  const { writable = [], volumes = [] } = image.facts
  return writable
    .filter(({ path, rootOwned }) => rootOwned === true && !mounted.some((mount) => isInside(mount, path)))
    .filter(({ path }) => !isReadOnly || volumes.some((volume) => isInside(volume, path)))
    .map(({ path }) => image.cite(`root owns ${path} in ${image.facts.image}, which writes to it`, 'writable'))
}
