import type { LockedImage } from '../../src/model/image-lock.ts'
import type { Io } from '../io/io.ts'
import { readImageConfig } from './found/config.ts'
import { findFiles, startedNames } from './found/files.ts'
import { Tree } from './found/tree.ts'
import { readCachedLayer } from './layer/cache.ts'
import type { OpenedImage } from './source.ts'

/** How an image is read. */
export interface LockSettings {
  /** Today, `YYYY-MM-DD`. */
  today: string
  /** Where it comes from, if not from its registry. */
  from?: string
  /** Whether to read its layers. */
  layers: boolean
  /** Paths of built-in facts. */
  known: readonly string[]
}

/** Finds what a lock file says of an opened image. Rejects if a layer cannot be read. */
export const lockImage = async (
  io: Io,
  reference: string,
  image: OpenedImage,
  { today, from, layers, known }: LockSettings,
): Promise<LockedImage> => {
  const config = readImageConfig(image.config)
  const locked: LockedImage = {
    image: reference,
    digest: image.digest,
    ...(image.manifest === undefined ? {} : { manifest: image.manifest }),
    platform: image.platform,
    found: today,
    ...(from === undefined ? {} : { from }),
    config: config.locked,
  }
  if (!layers) return locked
  const tree = new Tree()
  const scripts = startedNames(config)
  for (const layer of image.layers) tree.apply(await readCachedLayer(io, image, layer, scripts))
  return { ...locked, files: findFiles(tree, config, known) }
}
