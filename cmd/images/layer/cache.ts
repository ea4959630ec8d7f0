import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Io } from '../../io/io.ts'
import type { LayerReference, OpenedImage } from '../source.ts'
import { type LayerEntry, readLayer } from './layer.ts'

/** Changes with what is kept of a layer, so that older files are not read. */
const FORMAT = 1

/** Returns the folder of the cache, as https://specifications.freedesktop.org/basedir-spec says. */
const cacheFolder = ({ env }: Io): string => {
  const { XDG_CACHE_HOME = '', HOME } = env
  return join(isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME ?? homedir(), '.cache'), 'casehard', 'layers')
}

/** What no run has used for so long is removed when a run ends. */
const UNUSED_DAYS = 90

const FILE = /^[0-9a-f]{64}\.json$/

const read = (io: Io, path: string): LayerEntry[] | undefined => {
  try {
    const { sum, entries } = JSON.parse(Buffer.from(io.readFile(path)).toString()) as { sum: string; entries: string }
    return sum === sumOf(entries) ? (JSON.parse(entries) as LayerEntry[]) : undefined
  } catch {
    return undefined
  }
}

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A run without a cache is only slower, so that no error of it ends a run. */
const write = (io: Io, folder: string, path: string, layer: readonly LayerEntry[]): void => {
  try {
    // Names of images and accounts are not for other users.
    io.makeFolder(folder, 0o700)
    const entries = JSON.stringify(layer)
    const staged = io.disk.stage(path, JSON.stringify({ sum: sumOf(entries), entries }), 0o600)
    try {
      staged.commit()
    } finally {
      staged.discard()
    }
  } catch {
    // See above.
  }
}

/** Returns what is kept of a layer, from the cache if it was read before; a broken file of the cache is replaced. */
export const readCachedLayer = async (
  io: Io,
  image: OpenedImage,
  layer: LayerReference,
  scripts: ReadonlySet<string>,
): Promise<LayerEntry[]> => {
  const folder = cacheFolder(io)
  const key = sumOf(JSON.stringify([FORMAT, layer.digest, [...scripts].sort()]))
  const path = join(folder, `${key}.json`)
  const cached = read(io, path)
  if (cached !== undefined) {
    io.disk.markUsed(path)
    return cached
  }
  const entries = await readLayer(image.openLayer(layer), scripts)
  write(io, folder, path, entries)
  return entries
}

/** Removes what was not used for 90 days; never throws. */
export const trimCache = (io: Io): void => {
  const folder = cacheFolder(io)
  try {
    for (const name of io.list(folder)) {
      const path = join(folder, name)
      if (FILE.test(name) && (io.disk.daysSinceUse(path) ?? 0) > UNUSED_DAYS) io.remove(path)
    }
  } catch {
    // There is no cache, or it belongs to somebody else.
  }
}
