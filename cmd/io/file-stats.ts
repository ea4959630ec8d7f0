import { fstatSync, lstatSync, type Stats, statSync, utimesSync } from 'node:fs'

/** Returns the owners of an entry; see `Disk.ownersOf`. */
export const ownersOf = (path: string): number[] => [lstatSync(path).uid, statSync(path).uid]

const statOf = (of: () => Stats): Stats | undefined => {
  try {
    return of()
  } catch {
    return undefined
  }
}

/** Whether a path is that of stdin or stdout; see `Disk.isStandardStream`. */
export const isStandardStream = (path: string): boolean => {
  const file = statOf(() => statSync(path))
  if (!file?.isFile()) return false
  return [0, 1].some((descriptor) => {
    const stream = statOf(() => fstatSync(descriptor))
    return stream?.dev === file.dev && stream.ino === file.ino
  })
}

const DAY = 24 * 60 * 60 * 1000

/** Returns how many days ago a file was written or marked as used; see `Disk.daysSinceUse`. */
export const daysSinceUse = (path: string): number | undefined => {
  try {
    return (Date.now() - lstatSync(path).mtimeMs) / DAY
  } catch {
    return undefined
  }
}

/**
 * Notes that a file was used, in its time of modification: many systems do not keep the time of access. It writes at most
 * once a day, so that a run which only reads changes no disk.
 */
export const markUsed = (path: string): void => {
  if ((daysSinceUse(path) ?? 0) < 1) return
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // The file belongs to somebody else, or the disk is read-only.
  }
}
