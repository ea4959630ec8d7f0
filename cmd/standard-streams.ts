import { fstatSync, readSync, writeSync } from 'node:fs'

/** Bytes set aside for input: what is not used costs nothing, and what fits is never copied. */
const READ_SIZE = 1 << 24
/** Characters written at once. */
const PIECE = 1 << 16

const isClosedPipe = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EPIPE'

/** Resolves when the text has left the process; a closed pipe (`| head`) counts as written. */
export const writeAll = (stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    // The callback tells the same; without a listener the error would end the process.
    if (stream.listenerCount('error') === 0) stream.on('error', () => {})
    stream.write(text, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()))
  })

/** What a terminal is, among others; asking first spares a pipe or a file node's stream. */
export const isCharacterDevice = (descriptor: number): boolean => {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    return false
  }
}

/** What a call gives at once; false where it would have to wait, as with a pipe that does not block. */
const unlessBlocked = (call: () => number): number | false => {
  try {
    return call()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAGAIN') return false
    if (code === 'EOF') return 0 // a closed pipe on Windows
    throw error
  }
}

/**
 * Reads stdin without node's streams for as long as it can: they cost start-up time, and take a folder for an empty
 * input (`casehard < chart/`), which reading it refuses.
 */
export async function* readStdin(): AsyncIterable<Uint8Array> {
  let block = Buffer.allocUnsafe(READ_SIZE)
  let filled = 0
  for (;;) {
    const length = unlessBlocked(() => readSync(0, block, filled, block.length - filled, null))
    if (length) filled += length
    if (filled > 0 && (!length || filled === block.length)) {
      yield block.subarray(0, filled)
      block = Buffer.allocUnsafe(READ_SIZE)
      filled = 0
    }
    if (length === 0) return
    if (length === false) break
  }
  yield* process.stdin
}

/** The end of a piece of text that splits no surrogate pair. */
const endOfPiece = (text: string, start: number): number => {
  const end = start + PIECE
  return (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? end - 1 : end
}

/**
 * Writes to stdout without node's stream for as long as it can, piece by piece through one buffer: a megabyte more
 * takes a millisecond less. Resolves when the text has left the process; a closed pipe (`| head`) counts as written.
 */
export const writeStdout = async (text: string): Promise<void> => {
  if (isCharacterDevice(1)) return writeAll(process.stdout, text)
  const buffer = Buffer.allocUnsafe(3 * PIECE)
  try {
    for (let start = 0; start < text.length; ) {
      const end = endOfPiece(text, start)
      const length = buffer.write(text.slice(start, end))
      for (let at = 0; at < length; ) {
        const written = unlessBlocked(() => writeSync(1, buffer, at, length - at))
        if (written === false) {
          await writeAll(process.stdout, buffer.subarray(at, length))
          return await writeAll(process.stdout, text.slice(end))
        }
        at += written
      }
      start = end
    }
  } catch (error) {
    if (!isClosedPipe(error)) throw error
  }
}
