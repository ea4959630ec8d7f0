import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'

/** Decompresses zstd; Node has it only from 22.15. Its window is the only memory that it needs. */
async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const stream = new Decompress((chunk) => void ready.push(chunk))
  for await (const chunk of source) {
    stream.push(chunk)
    yield* ready.splice(0)
  }
  stream.push(new Uint8Array(), true)
  yield* ready
}

async function* gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const from = Readable.from(source)
  const to = createGunzip({ chunkSize: 1 << 18 })
  from.once('error', (error) => to.destroy(error))
  from.pipe(to)
  try {
    yield* to
  } finally {
    from.destroy()
    to.destroy()
  }
}

async function* putBack(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

/**
 * Returns the decompressed bytes of a layer. Gzip and zstd are known by their first bytes, since media types are sometimes
 * wrong; anything else is returned as it is.
 */
export async function* decompress(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  let start = Buffer.alloc(0)
  while (start.length < 4) {
    const { done, value } = await chunks.next()
    if (done) break
    start = Buffer.concat([start, value])
  }
  const all = putBack(start, chunks)
  if (start[0] === 0x1f && start[1] === 0x8b) yield* gunzip(all)
  else if (start.length >= 4 && start.readUInt32LE() === 0xfd2fb528) yield* unzstd(all)
  else yield* all
}
