import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { formatCount } from '../../../src/lib/format.ts'
import { printable } from '../../../src/lib/printable.ts'
import type { LockedImage } from '../../../src/model/image-lock.ts'
import { EXIT_FINDINGS, EXIT_WRITTEN, systemCause, usageFailure } from '../../cli/failure.ts'
import { isOn, single, type Values } from '../../cli/values.ts'
import { replaceFile } from '../../files/replace.ts'
import { forEachImage } from '../../images/each.ts'
import { ImageError, isImageError } from '../../images/errors.ts'
import { trimCache } from '../../images/layer/cache.ts'
import { formatLock, mergeLocks, readLockFile } from '../../images/lock-file.ts'
import { lockProgress } from '../../images/lock-progress.ts'
import { type LockSettings, lockImage } from '../../images/locked.ts'
import { counted, type OpenAtRegistry, platformIn, registryFor } from '../../images/open.ts'
import type { LocalImage } from '../../images/source.ts'
import { findLocalImage, readLocalImages } from '../../images/sources/local.ts'
import type { Io } from '../../io/io.ts'
import { RegistryError } from '../../registry/errors.ts'
import { builtinImages, readToday } from '../../run/configuration.ts'
import { LOCK_FILE } from '../../run/image-lock.ts'
import { imagesOfInput } from './input.ts'

/** Returns the paths of the built-in facts, which are looked at in each image. */
const knownPaths = (): string[] => [
  ...new Set(
    builtinImages()
      .all()
      .flatMap(({ writable = [] }) => writable.map(({ path }) => path)),
  ),
]

/** Where images are read from. */
interface Sources {
  local: readonly LocalImage[]
  platform: string
  /** Opens what no local source has. */
  open: OpenAtRegistry
}

const lockOne = async (
  io: Io,
  reference: string,
  { local, platform, open }: Sources,
  settings: LockSettings,
): Promise<LockedImage> => {
  const found = findLocalImage(local, reference)
  if (found === undefined) return lockImage(io, reference, await open(reference), settings)
  const { image, from, hasLayers } = found
  if (image.digest === '')
    throw new ImageError(`the source names no digest; add it: --from ${reference.split('@')[0]}@sha256:...=PATH`)
  const known = { ...image, platform: image.platform === '' ? platform : image.platform }
  return lockImage(io, reference, known, { ...settings, from, layers: settings.layers && hasLayers })
}

const writeLock = (io: Io, path: string, name: string, text: string): void => {
  try {
    if (!io.exists(path) || Buffer.from(io.readFile(path)).toString() !== text) replaceFile(io, path, text)
  } catch (error) {
    throw usageFailure(`${name}: the lock file cannot be written (${systemCause(error)})`, 'write')
  }
}

/**
 * Keeps the part of V8's heap small where new objects are. Layers pass through as many short-lived buffers, which V8 frees
 * only when that part is full: 30 images of 100 MB then take a third less memory, and a fifth less CPU time.
 */
const freeBuffersEarly = ({ runtime }: Io): void => {
  // Bun has another engine.
  if (runtime.name === 'node') setFlagsFromString('--semi-space-growth-factor=1')
}

const describeFailure = (reference: string, error: Error): string => {
  const isRegistry = error instanceof RegistryError
  const what = isRegistry && error.isMissing ? 'not found' : 'not read'
  return `${what}: ${isRegistry ? '' : `${reference}: `}${systemCause(error)}`
}

/** What became of the images to lock. */
interface LockResult {
  /** How many are found. */
  found: number
  /** A line for each that is not. */
  failures: string[]
  /** Errors that are bugs. */
  bugs: unknown[]
}

/**
 * Reads images from the registries or sources that the options name, and adds what is found to a lock file. On a terminal
 * it shows its progress.
 * @param name the lock file, relative to the working directory
 * @throws Failure if an option is wrong, or the lock file cannot be read or written; ConfigurationError if it is broken
 */
export const lockImages = async (
  io: Io,
  values: Values,
  references: readonly string[],
  name: string,
): Promise<LockResult> => {
  const path = resolve(io.cwd, name)
  const before = readLockFile(io, path, name)?.images ?? []
  const platform = platformIn(values)
  const atRegistry = registryFor(io, values)
  const local: LocalImage[] = []
  for (const source of values.from?.values ?? []) local.push(...(await readLocalImages(io, source, platform)))
  const settings = { today: readToday(values, io), layers: !isOn(values, 'config-only'), known: knownPaths() }
  const found: LockedImage[] = []
  const failures: string[] = []
  const bugs: unknown[] = []
  const progress = lockProgress(io, isOn(values, 'quiet'), references.length)
  const open: OpenAtRegistry = async (reference) => {
    const image = await atRegistry(reference)
    return { ...image, openLayer: (layer) => counted(image.openLayer(layer), progress.bytes) }
  }
  freeBuffersEarly(io)
  await forEachImage(references, async (reference) => {
    try {
      found.push(await lockOne(io, reference, { local, platform, open }, settings))
    } catch (error) {
      if (isImageError(error)) failures.push(describeFailure(reference, error))
      else bugs.push(error)
    }
    progress.image()
  })
  progress.clear()
  const current = new Set(references)
  const lock = mergeLocks(before, found, ({ image }) => !isOn(values, 'prune') || current.has(image))
  writeLock(io, path, name, formatLock(lock))
  trimCache(io)
  return { found: found.length, failures: failures.sort(), bugs }
}

/** `casehard images lock`: reads the images of manifests and writes a lock file; returns exit code 1 if one is not found. */
export const runImagesLock = async (io: Io, values: Values, words: readonly string[]): Promise<number> => {
  const name = single(values, 'out') ?? LOCK_FILE
  const references = await imagesOfInput(io, values, words)
  const { found, failures, bugs } = await lockImages(io, values, references, name)
  const lines = [...failures, `${formatCount(found, 'image')} of ${references.length} found, written to ${name}`]
  if (!isOn(values, 'quiet') || failures.length > 0)
    io.stderr.write(lines.map((line) => `casehard: ${printable(line)}\n`).join(''))
  if (bugs.length > 0) throw bugs[0]
  return failures.length === 0 ? EXIT_WRITTEN : EXIT_FINDINGS
}
