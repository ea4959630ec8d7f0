import { fstatSync, readSync, statSync, writeSync } from 'node:fs'

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

/**
 * Whether a descriptor may be a terminal: a character device, but not the one that takes everything and gives nothing.
 * Asking first spares all others node's stream.
 */
export const mayBeTerminal = (descriptor: number): boolean => {
  try {
    const device = fstatSync(descriptor)
    if (!device.isCharacterDevice()) return false
    return process.platform === 'win32' || device.rdev !== statSync('/dev/null').rdev
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

/** Writes until it would have to wait; gives how many bytes are done with, all where nobody reads any more. */
const writeNow = (descriptor: number, bytes: Uint8Array, length: number): number => {
  for (let at = 0; at < length; ) {
    const written = unlessBlocked(() => writeSync(descriptor, bytes, at, length - at))
    if (written === false) return at
    if (written === 0) return length
    at += written
  }
  return length
}

/**
 * Writes to stdout without node's stream for as long as it can, piece by piece through one buffer: a megabyte more
 * takes a millisecond less. Resolves when the text has left the process; a closed pipe (`| head`) counts as written.
 */
export const writeStdout = async (text: string): Promise<void> => {
  if (mayBeTerminal(1)) return writeAll(process.stdout, text)
  const buffer = Buffer.allocUnsafe(3 * PIECE)
  try {
    for (let start = 0; start < text.length; ) {
      const end = endOfPiece(text, start)
      const length = buffer.write(text.slice(start, end))
      const done = writeNow(1, buffer, length)
      if (done < length) {
        await writeAll(process.stdout, buffer.subarray(done, length))
        return await writeAll(process.stdout, text.slice(end))
      }
      start = end
    }
  } catch (error) {
    if (!isClosedPipe(error)) throw error
  }
}

/**
 * Gives what writes to stderr, in order, without node's stream for as long as it can: making that takes three
 * milliseconds. Where stderr itself fails nobody is left to tell.
 */
export const stderrWriter = (): ((text: string) => void) => {
  let takesStream = false
  return (text) => {
    takesStream ||= mayBeTerminal(2)
    const bytes = Buffer.from(text)
    try {
      const done = takesStream ? 0 : writeNow(2, bytes, bytes.length)
      if (done === bytes.length) return
      takesStream = true
      void writeAll(process.stderr, bytes.subarray(done)).catch(() => {})
    } catch {}
  }
}
