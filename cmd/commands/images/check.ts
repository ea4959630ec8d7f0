import { resolve } from 'node:path'
import { parseImage } from '../../../src/evidence/image/names.ts'
import { printable } from '../../../src/lib/printable.ts'
import type { LockedImage } from '../../../src/model/image-lock.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { isOn, single, type Values } from '../../cli/values.ts'
import { forEachImage } from '../../images/each.ts'
import { readLockFile } from '../../images/lock-file.ts'
import { registryFor } from '../../images/open.ts'
import type { Io } from '../../io/io.ts'
import { RegistryError } from '../../registry/errors.ts'
import { LOCK_FILE } from '../../run/image-lock.ts'
import { print } from '../../run/output.ts'
import { imagesOfInput } from './input.ts'

/** Returns a line for each image whose tag no longer has the digest of the lock file, or cannot be asked for. */
const findMoved = async (io: Io, values: Values, images: readonly LockedImage[]): Promise<string[]> => {
  const open = registryFor(io, values)
  const lines: string[] = []
  await forEachImage(images, async ({ image, digest }) => {
    if (parseImage(image).digest !== undefined) return
    try {
      const now = await open(image)
      if (now.digest !== digest) lines.push(`${image}: has moved from ${digest} to ${now.digest}`)
    } catch (error) {
      lines.push(`${error instanceof RegistryError ? '' : `${image}: `}${systemCause(error)}`)
    }
  })
  return lines.sort()
}

/**
 * `casehard images check`: prints the images that the lock file does not have, and with `--online` those whose tags have
 * moved; returns exit code 1 if there is one.
 */
export const runImagesCheck = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const name = single(values, 'images') ?? LOCK_FILE
  const lock = readLockFile(io, resolve(io.cwd, name), name)
  if (lock === undefined)
    throw usageFailure(`images check: ${name} does not exist; write it with casehard images lock PATH`)
  const images = await imagesOfInput(io, values, words)
  const locked = new Map(lock.images.map((one) => [one.image, one]))
  const missing = images.filter((image) => !locked.has(image)).map((image) => `${image}: not in ${name}`)
  const known = images.flatMap((image) => locked.get(image) ?? [])
  const lines = [...missing, ...(isOn(values, 'online') ? await findMoved(io, values, known) : [])]
  if (!isOn(values, 'quiet')) await print(io, lines.map((line) => `${printable(line)}\n`).join(''))
  return lines.length === 0 ? EXIT_WRITTEN : EXIT_FINDINGS
}
