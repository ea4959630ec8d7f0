import { parseImageLock } from '../../src/config/image-lock.ts'
import type { ImageLock, Json, LockedImage } from '../../src/model.ts'
import { renderBlock } from '../../src/yaml/edit/render.ts'
import { usageFailure } from '../cli/failure.ts'
import type { Io } from '../io/io.ts'
import { readLock } from '../run/image-lock.ts'

const keyOf = ({ image, platform }: LockedImage): string => `${image}\n${platform}`

/**
 * Reads a lock file; undefined if there is none.
 * @throws Failure if it cannot be read or is no lock file; ConfigurationError if it is broken
 */
export const readLockFile = (io: Io, path: string, name: string): ImageLock | undefined => {
  if (!io.exists(path)) return undefined
  const text = readLock(io, name)
  if (/^kind: ["']?ImageLock\b/m.test(text)) return parseImageLock(name, text)
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

const STYLE = { step: 2, listOffset: 2 }

/** Writes a lock as YAML, one fact a line, so that git can merge it. Hardening reads single entries of this layout. */
export const formatLock = ({ images, ...head }: ImageLock): string => {
  const entries = renderBlock(images as unknown as Json, 2, '', STYLE)
  const lines = entries.map(({ indent, text }) => `${' '.repeat(indent)}${text}`)
  const start = `apiVersion: ${head.apiVersion}\nkind: ${head.kind}\nimages:`
  return images.length === 0 ? `${start} []\n` : `${[start, ...lines].join('\n')}\n`
}
