import { parseImage } from '../../evidence/image/names.ts'
import { isInside, resolvePath } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import type { RanCommand } from '../../evidence/shell/run.ts'
import { findWrittenPaths } from '../../evidence/shell/written-paths.ts'
import { asString, isObject, perPodIn } from '../../kube/pod/pod.ts'
import { type Mount, mountsOf, normalHostPath, SEED_MOUNT, volumesOf } from '../../kube/pod/volumes.ts'
import { groupBy } from '../../lib/words.ts'
import type { Container, CopiedPath, Evidence, EvidenceContext, Pod } from '../../model.ts'

const repositoryOf = (image: string): string => {
  const { registry, repository } = parseImage(image)
  return `${registry}/${repository}`
}

/** Converts a path in a container to a `subPath` of its volume. */
const subPathIn = (mount: Mount, path: string): string => {
  const inside = normalHostPath(path).slice(normalHostPath(mount.mountPath).length)
  const own = typeof mount.value.subPath === 'string' ? mount.value.subPath : ''
  return `${own}${inside}`.replace(/^\/+|\/+$/g, '')
}

/** Resolves the operands of cp to pairs of source and copy. https://www.gnu.org/software/coreutils/cp */
const resolveCopies = ({ args, directory }: RanCommand, isFolder: (path: string) => boolean): [string, string][] => {
  const operands = args.filter((word) => word !== '' && !word.startsWith('-'))
  const written = operands.pop() ?? ''
  const target = resolvePath(directory, written)
  if (target === undefined) return []
  const goesInside = written.endsWith('/') || operands.length > 1 || isFolder(target)
  return operands.flatMap((operand): [string, string][] => {
    const source = resolvePath(directory, operand.replace(/\/[*.]$/, ''))
    if (source === undefined || source === '/') return []
    const hasContent = /\/[*.]$/.test(operand)
    return [[source, hasContent || !goesInside ? target : `${target}${source.slice(source.lastIndexOf('/'))}`]]
  })
}

/** Finds the writable emptyDir mounts of a container. */
const emptyDirMounts = (container: Container, volumes: ReadonlySet<string>): Mount[] =>
  mountsOf(container).filter(({ name, value }) => volumes.has(name) && value.readOnly !== true)

interface InitContainer {
  name: string
  image: string
  /** Its writable emptyDir mounts. */
  mounts: readonly Mount[]
  /** Paths of all its mounts, which hide files of the image. */
  mounted: readonly string[]
}

const findCopies = ({ name, image, mounts, mounted }: InitContainer, commands: readonly RanCommand[]): CopiedPath[] => {
  const folders = mounts.map(({ mountPath }) => normalHostPath(mountPath))
  return commands.flatMap((command): CopiedPath[] => {
    const { program, args, at, directory } = command
    if (program === 'mkdir') folders.push(...args.flatMap((word) => resolvePath(directory, word) ?? []))
    if (program !== 'cp') return []
    return resolveCopies(command, (path) => folders.includes(normalHostPath(path))).flatMap(([source, target]) => {
      const mount = mounts.find(({ mountPath }) => isInside(mountPath, target))
      if (mount === undefined || mounted.some((path) => isInside(path, source))) return []
      const text = `init container "${name}" copies ${source} to volume "${mount.name}"`
      const evidence: Evidence = { source: 'manifest', text, at }
      return [{ source, image, volume: mount.name, subPath: subPathIn(mount, target), evidence }]
    })
  })
}

/** Finds the files that an init container creates in its mounts, and the mounts themselves. */
const findMadeFiles = ({ name, image, mounts }: InitContainer, commands: readonly RanCommand[]): CopiedPath[] =>
  findWrittenPaths(commands).flatMap(({ path, evidence: { at } }) => {
    const mount = mounts.find(({ mountPath }) => isInside(mountPath, path))
    if (mount === undefined) return []
    return [...new Set([path, mount.mountPath])].map((source): CopiedPath => {
      const text = `init container "${name}" fills ${source} in volume "${mount.name}"`
      const evidence: Evidence = { source: 'manifest', text, ...(at === undefined ? {} : { at }) }
      return { source, made: true, image, volume: mount.name, subPath: subPathIn(mount, source), evidence }
    })
  })

const allCopiedPaths = (pod: Pod, context: EvidenceContext): CopiedPath[] => {
  if (!pod.containers.some(({ list }) => list === 'initContainers')) return []
  const volumes = new Set(volumesOf(pod).flatMap(({ name, value }) => (isObject(value.emptyDir) ? [name] : [])))
  return pod.containers.flatMap((container) => {
    const { list, sidecar, name } = container
    const { image } = container.value
    const mounts = list !== 'initContainers' || sidecar ? [] : emptyDirMounts(container, volumes)
    if (mounts.length === 0 || typeof image !== 'string') return []
    const commands = ranCommands(pod, container, context)
    const init = { name, image, mounts, mounted: mountsOf(container).map(({ mountPath }) => mountPath) }
    const seed = mounts.find(({ mountPath }) => mountPath === SEED_MOUNT)
    const seedOf = asString(seed?.value.subPath)
    const found = [...findCopies(init, commands), ...findMadeFiles(init, commands)]
    return seedOf === undefined ? found : found.map((copy) => ({ ...copy, seedOf }))
  })
}

const byRepository = perPodIn((pod, context: EvidenceContext) =>
  groupBy(allCopiedPaths(pod, context), ({ image }) => repositoryOf(image)),
)

/**
 * Finds what init containers copy to or create in the emptyDir volumes of a pod, in order: those whose image has the same
 * repository as the container's, and so the same files.
 */
export const findCopiedPaths = (pod: Pod, { name, value }: Container, context: EvidenceContext): CopiedPath[] =>
  typeof value.image === 'string'
    ? (byRepository(pod, context).get(repositoryOf(value.image)) ?? []).filter(({ seedOf = name }) => seedOf === name)
    : []
