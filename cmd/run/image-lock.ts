import { isUtf8 } from 'node:buffer'
import { dirname, join, relative, resolve } from 'node:path'
import { type LockLookup, lookupIn } from '../../src/config/image-lock.ts'
import { systemCause, usageFailure } from '../cli/failure.ts'
import { single, type Values } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { checkFound, findConfiguration } from './trust.ts'

/** The name of a lock file that is found. */
export const LOCK_FILE = 'casehard.images.yaml'

/** The largest lock file in bytes: some 8000 images. */
const LARGEST_LOCK = 16 << 20

/** A lock file of images that a run uses. */
export interface LoadedLock {
  /** As messages name it. */
  name: string
  lookup: LockLookup
  /** Nobody named it. */
  isFound: boolean
}

/** Finds the lock file beside a configuration, else in the working directory or above it, as a configuration is found. */
const findLock = (io: Io, config: string | undefined): string | undefined => {
  if (config === undefined) return findConfiguration(io, io.cwd, LOCK_FILE)
  const beside = join(dirname(resolve(io.cwd, config)), LOCK_FILE)
  return io.disk.kindOf(beside, 'stay') === undefined ? undefined : beside
}

const describe = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'EFBIG' ? 'it is larger than 16 MB' : systemCause(error)

/**
 * Reads the text of a lock file.
 * @throws Failure if it cannot be read, is too large, or is not UTF-8
 */
export const readLock = (io: Io, name: string): string => {
  let bytes: Uint8Array
  try {
    bytes = io.readSmallFile(resolve(io.cwd, name), LARGEST_LOCK)
  } catch (error) {
    const next = 'check the name, split the file, or use --images none'
    throw usageFailure(`${name}: the lock file cannot be read (${describe(error)}); ${next}`, 'configuration')
  }
  if (!isUtf8(bytes))
    throw usageFailure(`${name}: the lock file is not valid UTF-8; write it again with casehard images lock`)
  // Several times faster than a TextDecoder.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

/**
 * Loads the lock file of images that `--images` names, or that is found; undefined without one.
 * @param config the configuration in use, relative to the working directory
 * @throws Failure if it cannot be read, or was found and is not trusted; ConfigurationError if it is broken
 */
export const loadLock = (io: Io, values: Values, config: string | undefined): LoadedLock | undefined => {
  const named = single(values, 'images')
  if (named === 'none') return undefined
  const path = named ?? findLock(io, config)
  if (path === undefined) return undefined
  const name = named ?? relative(io.cwd, path)
  if (named === undefined) checkFound(io, path, name, 'images')
  return { name, lookup: lookupIn(name, readLock(io, name)), isFound: named === undefined }
}
