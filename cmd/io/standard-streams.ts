import { fstatSync, readSync, statSync, writeSync } from 'node:fs'

/** Size of the input buffer in bytes; input that fits is never copied, and unused pages are never allocated. */
const READ_SIZE = 1 << 24
/** Characters per write. */
const CHUNK = 1 << 16

const isClosedPipe = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EPIPE'

/** Writes to a stream; resolves when the text has left the process. A closed pipe (`| head`) is not an error. */
export const writeAll = (stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    // The callback receives the error; without a listener it would end the process.
    if (stream.listenerCount('error') === 0) stream.on('error', () => {})
    stream.write(text, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()))
  })

/**
 * Whether a descriptor may be a terminal: a character device other than /dev/null. Only then Node's stream is opened, which
 * is slow.
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

/** Returns the result of a call, or false if it would block, as on a non-blocking pipe. */
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
 * Reads stdin without Node's streams unless it would block: they take start-up time, and treat a folder as empty input
 * (`casehard < chart/`), where a read fails.
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

/** Returns the end of a chunk that does not split a surrogate pair. */
const endOfChunk = (text: string, start: number): number => {
  const end = start + CHUNK
  return (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 ? end - 1 : end
}

/** Writes until it would block; returns the number of bytes written, or all if the reader is gone. */
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
 * Writes to stdout without Node's stream unless it would block, in chunks through one buffer, which saves a millisecond per
 * megabyte. Resolves when the text has left the process. A closed pipe (`| head`) is not an error.
 */
export const writeStdout = async (text: string): Promise<void> => {
  if (mayBeTerminal(1)) return writeAll(process.stdout, text)
  const buffer = Buffer.allocUnsafe(3 * CHUNK)
  try {
    for (let start = 0; start < text.length; ) {
      const end = endOfChunk(text, start)
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
 * Returns a function that writes to stderr, in order, without Node's stream unless it would block: creating that takes three
 * milliseconds. Errors of stderr are ignored, since there is nowhere to report them.
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
