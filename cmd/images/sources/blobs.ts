import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Io } from '../../io/io.ts'
import { ImageError } from '../errors.ts'
import { pathInRoot } from '../layer/layer.ts'
import { readTar } from '../layer/tar.ts'

/** The files of a folder or of an archive. */
export interface Blobs {
  has(name: string): boolean
  /** Reads a small file; throws if it is missing or too large. */
  read(name: string): Buffer
  open(name: string): AsyncIterable<Uint8Array>
}

const CHUNK = 1 << 18

/** A manifest, configuration or index is smaller; the OCI specification asks for at most 4 MB. */
const LARGEST_JSON = 4 << 20

async function* readRange(io: Io, path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; ) {
    const bytes = io.readPart(path, at, Math.min(CHUNK, end - at))
    if (bytes.length === 0) return
    at += bytes.length
    yield bytes
  }
}

const smallOnly = (name: string, bytes: Uint8Array): Buffer => {
  if (bytes.length > LARGEST_JSON) throw new ImageError(`${name} is larger than 4 MB`)
  return Buffer.from(bytes)
}

/** Opens a folder. */
export const folderBlobs = (io: Io, folder: string): Blobs => ({
  has: (name) => io.exists(join(folder, name)),
  read: (name) => smallOnly(name, io.readPart(join(folder, name), 0, LARGEST_JSON + 1)),
  open: (name) => readRange(io, join(folder, name), 0, Number.MAX_SAFE_INTEGER),
})

/** Opens a tar archive: finds where its files are, and reads them there. Throws a TarError if it is none. */
export const archiveBlobs = async (io: Io, path: string): Promise<Blobs> => {
  const ranges = new Map<string, [start: number, end: number]>()
  await readTar(readRange(io, path, 0, Number.MAX_SAFE_INTEGER), ({ name, type, at, size, target }) => {
    const own = pathInRoot(name)
    // `docker save` links layers that images share.
    const linked = type === 'symlink' ? ranges.get(pathInRoot(target.replace(/^(?:\.\.\/)+/, '')) ?? '') : undefined
    if (own !== undefined && type === 'file') ranges.set(own, [at, at + size])
    else if (own !== undefined && linked !== undefined) ranges.set(own, linked)
    return undefined
  })
  const rangeOf = (name: string): [number, number] => {
    const range = ranges.get(name)
    if (range === undefined) throw new ImageError(`${name} is missing`)
    return range
  }
  return {
    has: (name) => ranges.has(name),
    read: (name) => {
      const [start, end] = rangeOf(name)
      return smallOnly(name, io.readPart(path, start, Math.min(end - start, LARGEST_JSON + 1)))
    },
    open: (name) => readRange(io, path, ...rangeOf(name)),
  }
}

/** Yields bytes and throws at their end if they do not have the digest. */
export async function* verified(source: AsyncIterable<Uint8Array>, digest: string): AsyncGenerator<Uint8Array> {
  const [algorithm = '', expected = ''] = digest.split(':')
  if (algorithm !== 'sha256' && algorithm !== 'sha512')
    throw new ImageError(`the digest ${digest} is of an unknown algorithm`)
  const hash = createHash(algorithm)
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== expected) throw new ImageError(`the content of ${digest} has another digest`)
}
