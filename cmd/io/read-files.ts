import { constants as buffers } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, type Stats } from 'node:fs'

/** The largest input in bytes: a string holds at most as many characters. */
export const LARGEST_INPUT = buffers.MAX_STRING_LENGTH

/** Bytes per read of a file without a size, such as a pipe. */
const CHUNK = 1 << 20

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

const withFile = <T>(path: string, flags: number, act: (descriptor: number, stats: Stats) => T): T => {
  const descriptor = openSync(path, flags)
  try {
    return act(descriptor, fstatSync(descriptor))
  } finally {
    closeSync(descriptor)
  }
}

/** Reads to the end of a file or pipe; a folder and a file that is too large are errors. */
const readAll = (descriptor: number, limit: number): Uint8Array => {
  const pieces: Uint8Array[] = []
  for (let total = 0; ; ) {
    const piece = Buffer.allocUnsafe(CHUNK)
    const length = readSync(descriptor, piece, 0, CHUNK, null)
    if (length === 0) return Buffer.concat(pieces)
    total += length
    if (total > limit) throw systemError('EFBIG')
    pieces.push(piece.subarray(0, length))
  }
}

/** Reads a file or a pipe; see `Io.readFile`. */
export const readFile = (path: string): Uint8Array =>
  withFile(path, constants.O_RDONLY, (descriptor, stats) => {
    if (stats.size > LARGEST_INPUT) throw systemError('EFBIG')
    return stats.isFile() && stats.size > 0 ? readFileSync(descriptor) : readAll(descriptor, LARGEST_INPUT)
  })

/** Opening a named pipe would wait for a writer without this flag, which Windows does not have. */
const NO_WAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

const refuseOthers = (stats: Stats): void => {
  if (stats.isDirectory()) throw systemError('EISDIR')
  if (!stats.isFile()) throw systemError('ENOTREGULAR')
}

/** Reads a small regular file; see `Io.readSmallFile`. Files in /proc have no size. */
export const readSmallFile = (path: string, limit: number): Uint8Array =>
  withFile(path, NO_WAIT, (descriptor, stats) => {
    refuseOthers(stats)
    if (stats.size > limit) throw systemError('EFBIG')
    return stats.size > 0 ? readFileSync(descriptor) : readAll(descriptor, limit)
  })

/** Reads a part of a regular file; see `Io.readPart`. */
export const readPart = (path: string, at: number, length: number): Uint8Array =>
  withFile(path, NO_WAIT, (descriptor, stats) => {
    refuseOthers(stats)
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at))
  })

/** Reads the start of a regular file; see `Io.readStart`. */
export const readStart = (path: string, length: number): Uint8Array => readPart(path, 0, length)
