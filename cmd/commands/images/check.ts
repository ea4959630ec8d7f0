import { resolve } from 'node:path'
import { printable } from '../../../src/lib/printable.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, usageFailure } from '../../cli/failure.ts'
import { isOn, single, type Values } from '../../cli/values.ts'
import { LOCK_FILE, readLockFile } from '../../images/lock-file.ts'
import type { Io } from '../../io/io.ts'
import { print } from '../../run/output.ts'
import { imagesOfInput } from './input.ts'

/** `casehard images check`: prints the images that the lock file does not have; returns exit code 1 if there is one. */
export const runImagesCheck = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const name = single(values, 'out') ?? LOCK_FILE
  const lock = readLockFile(io, resolve(io.cwd, name), name)
  if (lock === undefined)
    throw usageFailure(`images check: ${name} does not exist; write it with casehard images lock PATH`)
  const locked = new Set(lock.images.map(({ image }) => image))
  const missing = (await imagesOfInput(io, values, words)).filter((image) => !locked.has(image))
  if (!isOn(values, 'quiet')) await print(io, missing.map((image) => `${printable(image)}: not in ${name}\n`).join(''))
  return missing.length === 0 ? EXIT_WRITTEN : EXIT_FINDINGS
}
