import { relative } from 'node:path'
import { parseImageLock } from '../../../src/config/image-lock.ts'
import { formatCount } from '../../../src/lib/format.ts'
import { EXIT_BUG, toFailure } from '../../cli/failure.ts'
import { single, type Values } from '../../cli/values.ts'
import type { Io } from '../../io/io.ts'
import { loadSettings } from '../../run/configuration.ts'
import { LOCK_FILE, loadLock, readLock } from '../../run/image-lock.ts'
import { findConfiguration } from '../../run/trust.ts'

/** What a run in this folder uses. */
export interface FolderStatus {
  /** The profile in use; absent if the settings cannot be read. */
  profile?: string
  /** The configuration in use. */
  configuration?: string
  /** The lock file in use, and how many images it has. */
  lock?: string
  images?: number
  /** Problems and how to solve them. */
  problems: string[]
  notes: string[]
}

const nameOfConfiguration = (io: Io, values: Values): string | undefined => {
  const named = single(values, 'config')
  if (named !== undefined) return named === 'none' ? undefined : named
  const found = findConfiguration(io, io.cwd)
  return found === undefined ? undefined : relative(io.cwd, found)
}

const noteOfConfiguration = (name: string | undefined, profile: string): string =>
  name === undefined
    ? `no casehard.yaml is used: the profile is ${profile}; casehard config init -f FILE proposes a configuration`
    : `${name} is used: the profile is ${profile}; casehard config check -f FILE shows what its exemptions match`

const noteOfLock = (name: string | undefined, images: number): string =>
  name === undefined
    ? `no ${LOCK_FILE} is used; casehard images lock PATH looks up your images and writes one`
    : `${name} is used: ${formatCount(images, 'image')}; casehard images check PATH shows which images it does not have`

/** Examines the settings that a run in the working directory uses. */
export const examineFolder = (io: Io, values: Values): FolderStatus => {
  const configuration = nameOfConfiguration(io, values)
  const used = configuration === undefined ? {} : { configuration }
  try {
    const { profile } = loadSettings(io, values).configuration
    const lock = loadLock(io, values, configuration)?.name
    const images = lock === undefined ? 0 : parseImageLock(lock, readLock(io, lock)).images.length
    const notes = [noteOfConfiguration(configuration, profile), noteOfLock(lock, images)]
    return { profile, ...used, ...(lock === undefined ? {} : { lock, images }), problems: [], notes }
  } catch (error) {
    const { exitCode, report } = toFailure(error)
    if (exitCode === EXIT_BUG) throw error
    return { ...used, problems: [report.message], notes: [] }
  }
}
