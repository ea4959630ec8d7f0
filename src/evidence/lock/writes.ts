import type { LockedImage, WritablePath } from '../../model.ts'
import { isInside, resolvePath } from '../shell/directories.ts'
import type { LockedUser } from './accounts.ts'

/** The directories that a user may write to, with those that everybody may. */
const directoriesFor = ({ files }: LockedImage, { uid, groups }: LockedUser): string[] => {
  const { writable = [], temporary = [] } = files ?? {}
  const open = writable.filter(({ user, group }) =>
    user !== undefined ? user === uid : group === undefined || groups.includes(group),
  )
  return [...temporary, ...open.flatMap(({ paths }) => paths)]
}

/** Whether a user owns a directory, or may write to it for another reason. */
export const mayWrite = (locked: LockedImage, user: LockedUser, path: string): boolean => {
  const exceptions = (locked.files?.writable ?? []).flatMap(({ except = [] }) => except)
  return (
    directoriesFor(locked, user).some((folder) => isInside(folder, path)) &&
    !exceptions.some((folder) => isInside(folder, path))
  )
}

/** Whether a directory, or one in it, holds files of the image. */
const isSeeded = ({ files }: LockedImage, path: string): boolean =>
  (files?.seeded ?? []).some((seeded) => isInside(path, seeded) || isInside(seeded, path))

/** The paths whose owner the start script changes, without those that variables decide. */
export const ownedByScript = ({ files, config }: LockedImage): string[] =>
  (files?.script?.changesOwnerOf ?? []).flatMap((path) => resolvePath(config.workingDir, path) ?? [])

/**
 * Returns all paths that a user other than root can write to: the permissions of the root filesystem allow no others.
 * Beside them are the paths that the image gives to the user when it starts as root. Undefined if the layers are not known.
 */
export const writesFor = (locked: LockedImage, user: LockedUser): WritablePath[] | undefined => {
  if (locked.files === undefined || user.uid === 0) return undefined
  const own = directoriesFor(locked, user)
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
