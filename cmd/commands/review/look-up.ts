import { dirname, join, relative } from 'node:path'
import { EXIT_BUG, toFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { LOCK_FILE } from '../../run/image-lock.ts'
import { findConfiguration } from '../../run/trust.ts'
import { lockImages } from '../images/lock.ts'
import type { Target } from './target.ts'

/**
 * Returns the lock file to which looked up images are added, relative to the working directory: the one in use, or else a
 * new one beside the configuration. Undefined if the user wants none.
 */
export const findLockToExtend = (io: Io, values: Values, { path, before }: Target): string | undefined => {
  const named = single(values, 'images')
  if (named !== undefined) return named === 'none' ? undefined : named
  const beside = join(dirname(path), LOCK_FILE)
  // Without a configuration, the lock file in use may be in a folder above.
  const used = before === undefined ? findConfiguration(io, io.cwd, LOCK_FILE) : undefined
  return relative(io.cwd, used ?? beside)
}

/**
 * Reads an image from its registry and adds it to the lock file, as `casehard images lock` does.
 * @returns what went wrong, one line each; empty if the image is found and the lock file is written
 */
export const lookUpImage = async (io: Io, values: Values, image: string, lock: string): Promise<string[]> => {
  // Here `--platform` is that of the cluster.
  const { platform: _, ...others } = values
  try {
    const { failures, bugs } = await lockImages(io, others, [image], lock)
    if (bugs.length > 0) throw bugs[0]
    return failures
  } catch (error) {
    const { exitCode, report } = toFailure(error)
    if (exitCode === EXIT_BUG) throw error
    return [report.message]
  }
}
