import { isInside, resolvePath } from '../../evidence/shell/directories.ts'
import { ranCommands } from '../../evidence/shell/ran-commands.ts'
import type { RanCommand } from '../../evidence/shell/run.ts'
import { findWrittenPaths } from '../../evidence/shell/written-paths.ts'
import { parseImage } from '../../kube/image-reference.ts'
import { isObject } from '../../kube/pod/pod.ts'
import { type Mount, mountsOf, normalHostPath, volumesOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'

/** What an init container puts into an emptyDir, so that it can be written to from there. */
export interface CopiedPath {
  /** The path in the image that it copies; for a path that it makes there, where the init container sees it. */
  source: string
  /** Whether the init container makes what stands there, and does not copy it from that very path. */
  made?: true
  /** The init container's. */
  image: string
  /** The emptyDir, and where the copy stands in it; empty for the whole of it. */
  volume: string
  subPath: string
  evidence: Evidence
}

const repositoryOf = (image: string): string => {
  const { registry, repository } = parseImage(image)
  return `${registry}/${repository}`
}

/** Whether two containers run images of one repository, whose files are alike. */
export const isSameImage = (image: string, { value }: Container): boolean =>
  typeof value.image === 'string' && repositoryOf(image) === repositoryOf(value.image)

/** The place of a path in a volume, as a `subPath` names it. */
const subPathIn = (mount: Mount, path: string): string => {
  const inside = normalHostPath(path).slice(normalHostPath(mount.mountPath).length)
  const own = typeof mount.value.subPath === 'string' ? mount.value.subPath : ''
  return `${own}${inside}`.replace(/^\/+|\/+$/g, '')
}

/** What cp makes of its operands: pairs of a source and where its copy stands. https://www.gnu.org/software/coreutils/cp */
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

/** The writable mounts of emptyDirs that a container has. */
const emptyDirMounts = (container: Container, volumes: ReadonlySet<string>): Mount[] =>
  mountsOf(container).filter(({ name, value }) => volumes.has(name) && value.readOnly !== true)

interface InitContainer {
  name: string
  image: string
  /** Its writable mounts of emptyDirs. */
  mounts: readonly Mount[]
  /** Where it has any volume, and so does not see its image. */
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

/** The files that an init container makes in its mounts, and the mounts themselves. */
const findMadeFiles = ({ name, image, mounts }: InitContainer, commands: readonly RanCommand[]): CopiedPath[] =>
  findWrittenPaths(commands).flatMap(({ path, clue: { at } }) => {
    const mount = mounts.find(({ mountPath }) => isInside(mountPath, path))
    if (mount === undefined) return []
    return [...new Set([path, mount.mountPath])].map((source): CopiedPath => {
      const text = `init container "${name}" fills ${source} in volume "${mount.name}"`
      const evidence: Evidence = { source: 'manifest', text, ...(at === undefined ? {} : { at }) }
      return { source, made: true, image, volume: mount.name, subPath: subPathIn(mount, source), evidence }
    })
  })

/** What the init containers of a pod copy from their images into its emptyDir volumes, or make there, in their order. */
export const findCopiedPaths = (pod: Pod, context: EvidenceContext): CopiedPath[] => {
  if (!pod.containers.some(({ list }) => list === 'initContainers')) return []
  const volumes = new Set(volumesOf(pod).flatMap(({ name, value }) => (isObject(value.emptyDir) ? [name] : [])))
  return pod.containers.flatMap((container) => {
    const { list, sidecar, name } = container
    const { image } = container.value
    const mounts = list !== 'initContainers' || sidecar ? [] : emptyDirMounts(container, volumes)
    if (mounts.length === 0 || typeof image !== 'string') return []
    const commands = ranCommands(pod, container, context)
    const init = { name, image, mounts, mounted: mountsOf(container).map(({ mountPath }) => mountPath) }
    return [...findCopies(init, commands), ...findMadeFiles(init, commands)]
  })
}
