import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { Disk, Io } from '../io/io.ts'

const FILE = 'casehard.yaml'

/** The option that names a file which is found otherwise. */
type Named = 'config' | 'images'

/** What the user can do about a file that is not trusted. */
const nextStep = (option: Named): string => `name it with --${option} FILE if you trust it, or use --${option} none`

const foldersFrom = (start: string): string[] =>
  dirname(start) === start ? [start] : [start, ...foldersFrom(dirname(start))]

/**
 * Finds the file of a name, by default `casehard.yaml`, in a folder or in the closest one above it, up to the root of the repository (the folder that
 * contains `.git`). Outside of a repository only the folder itself is searched: anybody may own the folders above.
 */
export const findConfiguration = ({ disk }: Pick<Io, 'disk'>, start: string, file = FILE): string | undefined => {
  const folders = foldersFrom(start)
  const root = folders.findIndex((folder) => disk.kindOf(join(folder, '.git'), 'stay') !== undefined)
  return folders
    .slice(0, Math.max(0, root) + 1)
    .map((folder) => join(folder, file))
    .find((path) => disk.kindOf(path, 'stay') !== undefined)
}

/** Returns the path without symbolic links; its last parts need not exist. Undefined if a link leads nowhere. */
export const resolveLinks = (disk: Disk, path: string): string | undefined => {
  try {
    return disk.realPath(path)
  } catch {
    if (disk.kindOf(path, 'stay') !== undefined || dirname(path) === path) return undefined
    const folder = resolveLinks(disk, dirname(path))
    return folder === undefined ? undefined : join(folder, basename(path))
  }
}

/** Whether a path is below a folder after links are resolved, and not in its `.git`. The file need not exist. */
export const isBelow = (io: Io, path: string, folder: string): boolean => {
  const [real, root] = [resolveLinks(io.disk, path), resolveLinks(io.disk, folder)]
  if (real === undefined || root === undefined) return false
  const rest = relative(root, real)
  const steps = rest.split(sep)
  return !isAbsolute(rest) && rest !== '' && steps[0] !== '..' && !steps.some((step) => /^\.git$/i.test(step))
}

/** Whether all owners of a file are the user or root. Windows has no numeric owners. */
const isOwned = (io: Io, path: string): boolean =>
  io.user === undefined || io.disk.ownersOf(path).every((owner) => owner === io.user || owner === 0)

/**
 * Refuses a configuration or lock file that was found, not named, if it is a link out of its folder or belongs to somebody else.
 * @param file its absolute path
 * @param name its name in messages
 * @param option the option that names such a file
 * @throws Failure
 */
export const checkFound = (io: Io, file: string, name: string, option: Named = 'config'): void => {
  const next = nextStep(option)
  try {
    if (io.disk.kindOf(file, 'stay') === 'link' && !isBelow(io, file, dirname(file)))
      throw usageFailure(`${name}: is a symbolic link that leads out of its folder; ${next}`, 'configuration')
    if (!isOwned(io, file)) throw usageFailure(`${name}: the file belongs to another user; ${next}`, 'configuration')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`${name}: the file cannot be read (${systemCause(error)}); ${next}`, 'configuration')
  }
}

/** Returns why a configuration that was found may not use a file as its profile; undefined if it may. */
export const describeUntrusted = (io: Io, path: string, folder: string): string | undefined => {
  if (!isBelow(io, path, folder)) return `leads out of the folder of the ${FILE}, which was found and not named`
  return io.disk.kindOf(path, 'follow') === undefined || isOwned(io, path)
    ? undefined
    : 'names a file that belongs to another user'
}
