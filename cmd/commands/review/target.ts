import { join, relative, resolve } from 'node:path'
import { AmendError, type Amendments, amendConfiguration } from '../../../src/config/amend.ts'
import { systemCause, usageFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import { replaceFile, replaceFiles } from '../../files/replace.ts'
import type { Io } from '../../io/io.ts'
import { decodeInput } from '../../run/input.ts'
import { causeOf, LARGEST_CONFIGURATION } from '../../run/profile-file.ts'
import { findConfiguration } from '../../run/trust.ts'

/** The configuration that decisions are added to. */
export interface Target {
  /** As messages name it. */
  name: string
  path: string
  /** Its text; absent if it does not exist. */
  before?: string
}

/** Says that decisions cannot be added to a configuration, and why. */
export const describeUnusable = (name: string, why: string): string =>
  `review: ${name}: decisions cannot be added to it (${why}); edit it by hand, or name another file with --config`

/** Additions that show whether a configuration can be edited, before anybody is asked for decisions. */
const PROBE: Amendments = {
  assume: ['run-as-non-root'],
  defaults: ['run-as-non-root'],
  exemptions: [{ controls: ['run-as-non-root'], match: { name: 'web' }, reason: 'probe' }],
}

/** Finds the configuration in use, or else the one to create. Throws a failure if decisions cannot be added to it. */
export const findTarget = (io: Io, values: Values): Target => {
  const named = single(values, 'config')
  if (named === 'none')
    throw usageFailure('review: --config none leaves no file for the decisions; omit it, or name a file')
  const path = named === undefined ? findConfiguration(io, io.cwd) : resolve(io.cwd, named)
  if (path === undefined) return { name: 'casehard.yaml', path: join(io.cwd, 'casehard.yaml') }
  const name = relative(io.cwd, path)
  if (io.disk.kindOf(path, 'stay') !== 'file') throw usageFailure(describeUnusable(name, 'it is not a regular file'))
  try {
    const before = decodeInput(io.readSmallFile(path, LARGEST_CONFIGURATION), name)
    amendConfiguration(before, PROBE)
    return { name, path, before }
  } catch (error) {
    if (error instanceof AmendError) throw usageFailure(describeUnusable(name, error.message))
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw usageFailure(`review: ${name} cannot be read (${causeOf(error)}); check the name`)
  }
}

/** Writes the configuration with the decisions. Throws a failure if that is impossible, or another process changed it. */
export const writeTarget = async (io: Io, { name, path, before }: Target, after: string): Promise<void> => {
  if (before !== undefined) return replaceFiles(io, [{ name, path, before, after }])
  if (io.exists(path))
    throw usageFailure(`review: ${name}: another process created the file; nothing is written`, 'write')
  try {
    replaceFile(io, path, after)
  } catch (error) {
    throw usageFailure(`review: ${name} cannot be written (${systemCause(error)}); make the folder writable`, 'write')
  }
}
