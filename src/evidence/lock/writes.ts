import type { LockedImage, WritableDirectories, WritablePath } from '../../model.ts'
import { isInside, resolvePath } from '../shell/directories.ts'
import type { LockedUser } from './accounts.ts'

/** The directories that are open to a user: its own, those of its groups, and those of everybody. */
const openTo = ({ files }: LockedImage, { uid, groups }: LockedUser): WritableDirectories[] => [
  { paths: files?.temporary ?? [] },
  ...(files?.writable ?? []).filter(({ user, group }) =>
    user !== undefined ? user === uid : group === undefined || groups.includes(group),
  ),
]

/** Whether a user owns a directory, or may write to it for another reason. */
export const mayWrite = (locked: LockedImage, user: LockedUser, path: string): boolean => {
  const isIn = (folders: readonly string[] = []): boolean => folders.some((folder) => isInside(folder, path))
  return openTo(locked, user).some(({ paths, except }) => isIn(paths) && !isIn(except))
}

/** Whether a directory, or one in it, holds files of the image. */
const isSeeded = ({ files }: LockedImage, path: string): boolean =>
  (files?.seeded ?? []).some((seeded) => isInside(path, seeded) || isInside(seeded, path))

/** The paths whose owner the start script changes, without those that variables decide. */
export const ownedByScript = ({ files, config }: LockedImage): string[] =>
  (files?.script?.changesOwnerOf ?? []).flatMap((path) => resolvePath(config.workingDir, path) ?? [])

const findWrites = (locked: LockedImage, user: LockedUser): WritablePath[] => {
  const own = openTo(locked, user).flatMap(({ paths }) => paths)
  const given = ownedByScript(locked).filter((path) => !own.some((folder) => isInside(folder, path)))
  const { volumes = [] } = locked.config
  const all = [...new Set([...own, ...given])].sort()
  const uppermost = all.filter((path) => !all.some((other) => other !== path && isInside(other, path)))
  return uppermost.map((path) => ({
    path,
    ...(isSeeded(locked, path) ? { seeded: true } : {}),
    ...(volumes.some((volume) => isInside(path, volume)) ? { data: true } : {}),
    ...(given.includes(path) ? { rootOwned: true } : {}),
  }))
}

/** What was found, by user id and groups: each pass of the controls asks again. */
const FOUND = new WeakMap<LockedImage, Map<string, WritablePath[]>>()

/**
 * Returns all paths that a user other than root can write to: the permissions of the root filesystem allow no others.
 * Beside them are the paths that the image gives to the user when it starts as root. Undefined if the layers are not known.
 */
export const writesFor = (locked: LockedImage, user: LockedUser): WritablePath[] | undefined => {
  if (locked.files === undefined || user.uid === 0) return undefined
  const found = FOUND.get(locked) ?? new Map<string, WritablePath[]>()
  FOUND.set(locked, found)
  const key = [user.uid, ...user.groups].join(' ')
  const writes = found.get(key) ?? findWrites(locked, user)
  found.set(key, writes)
  return writes
}
