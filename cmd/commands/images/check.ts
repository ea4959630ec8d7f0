import { resolve } from 'node:path'
import { parseImage } from '../../../src/evidence/image/names.ts'
import { printable } from '../../../src/lib/printable.ts'
import type { LockedImage } from '../../../src/model/image-lock.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { isOn, single, type Values } from '../../cli/values.ts'
import { forEachImage } from '../../images/each.ts'
import { isImageError } from '../../images/errors.ts'
import { readLockFile } from '../../images/lock-file.ts'
import { type OpenAtRegistry, registryFor } from '../../images/open.ts'
import type { Io } from '../../io/io.ts'
import { RegistryError } from '../../registry/errors.ts'
import { LOCK_FILE } from '../../run/image-lock.ts'
import { print } from '../../run/output.ts'
import { imagesOfInput } from './input.ts'

/** Returns a line for each image whose tag no longer has the digest of the lock file, or cannot be asked for. */
const findMoved = async (io: Io, values: Values, images: readonly LockedImage[]): Promise<string[]> => {
  const openers = new Map<string, OpenAtRegistry>()
  const openerFor = (platform: string): OpenAtRegistry => {
    const open = openers.get(platform) ?? registryFor(io, values, platform)
    openers.set(platform, open)
    return open
  }
  const lines: string[] = []
  await forEachImage(images, async ({ image, digest, platform }) => {
    if (parseImage(image).digest !== undefined) return
    try {
      const now = await openerFor(platform)(image)
      if (now.digest !== digest) lines.push(`${image}: has moved from ${digest} to ${now.digest}`)
    } catch (error) {
      if (!isImageError(error)) throw error
      lines.push(`${error instanceof RegistryError ? '' : `${image}: `}${systemCause(error)}`)
    }
  })
  // An image for several platforms has moved once.
  return [...new Set(lines)].sort()
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
  const locked = new Set(lock.images.map(({ image }) => image))
  const missing = images.filter((image) => !locked.has(image)).map((image) => `${image}: not in ${name}`)
  const known = lock.images.filter(({ image }) => images.includes(image))
  const lines = [...missing, ...(isOn(values, 'online') ? await findMoved(io, values, known) : [])]
  if (!isOn(values, 'quiet')) await print(io, lines.map((line) => `${printable(line)}\n`).join(''))
  return lines.length === 0 ? EXIT_WRITTEN : EXIT_FINDINGS
}
