import { stringify } from 'yaml'
import type { ImageLock, LockedImage } from '../../src/model/image-lock.ts'
import { readConfigFile } from '../../src/yaml/config-file.ts'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'

/** The name of the lock file. */
export const LOCK_FILE = 'casehard.images.yaml'

const keyOf = ({ image, platform }: LockedImage): string => `${image}\n${platform}`

/** Reads a lock file; undefined if there is none. Throws a usage failure for a file that is no lock file. */
export const readLockFile = (io: Io, path: string, name: string): ImageLock | undefined => {
  if (!io.exists(path)) return undefined
  let text: string
  try {
    text = Buffer.from(io.readFile(path)).toString()
  } catch (error) {
    throw usageFailure(`${name}: the lock file cannot be read (${systemCause(error)})`)
  }
  const read = readConfigFile(text)
  const value = 'error' in read ? undefined : (read.value as unknown as Partial<ImageLock> | null)
  if (value?.kind === 'ImageLock' && value.apiVersion === 'casehard.dev/v1' && Array.isArray(value.images))
    return value as ImageLock
  throw usageFailure(`${name}: the file is not a lock file of casehard, kind: ImageLock; name another file with --out`)
}

const withoutDay = ({ found: _, ...rest }: LockedImage): string => JSON.stringify(rest)

/**
 * Adds what was found to what was found before. An entry keeps its day if nothing else changes.
 * @param kept which entries to keep that were not found now
 */
export const mergeLocks = (
  before: readonly LockedImage[],
  found: readonly LockedImage[],
  kept: (image: LockedImage) => boolean,
): ImageLock => {
  const old = new Map(before.map((image) => [keyOf(image), image]))
  const now = new Map(found.map((image) => [keyOf(image), image]))
  for (const [key, image] of old) {
    const next = now.get(key)
    if (next === undefined ? kept(image) : withoutDay(next) === withoutDay(image)) now.set(key, image)
  }
  const images = [...now].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image)
  return { apiVersion: 'casehard.dev/v1', kind: 'ImageLock', images }
}

/** Writes a lock as YAML, one fact a line, so that git can merge it. */
export const formatLock = (lock: ImageLock): string => stringify(lock, { lineWidth: 0, aliasDuplicateObjects: false })
