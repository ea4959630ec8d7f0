import { appendFileSync, existsSync, fstatSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs'
import type { Io } from './io.ts'

const isClosedPipe = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE'

/** Resolves when the text has left the process; a closed pipe (`| head`) counts as written. */
const writeAll = (stream: NodeJS.WriteStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // The callback tells the same; without a listener the error would end the process.
    if (stream.listenerCount('error') === 0) stream.on('error', () => {})
    stream.write(text, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()))
  })

/** What a terminal is, among others; asking first spares a pipe or a file node's stream. */
const isCharacterDevice = (descriptor: number): boolean => {
  try {
    return fstatSync(descriptor).isCharacterDevice()
  } catch {
    return false
  }
}

const PIECE = 1 << 20

/** What can be read at once; false where the input has to be waited for, as with a pipe that does not block. */
const readNow = (buffer: Uint8Array): number | false => {
  try {
    return readSync(0, buffer)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAGAIN') return false
    if (code === 'EOF') return 0 // a closed pipe on Windows
    throw error
  }
}

/**
 * Reads without node's streams for as long as it can: they cost start-up time, and take a folder for an empty input
 * (`casehard < chart/`), which reading it refuses.
 */
async function* readStdin(): AsyncIterable<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE)
  for (;;) {
    const length = readNow(buffer)
    if (length === 0) return
    if (length === false) break
    yield Buffer.from(buffer.subarray(0, length))
  }
  yield* process.stdin
}

/** The real process. Getters, because opening a standard stream costs start-up time and not every run needs all three. */
export const processIo = (): Io => ({
  stdin: {
    get isTTY() {
      return isCharacterDevice(0) && process.stdin.isTTY === true
    },
    read: readStdin,
  },
  stdout: {
    get isTTY() {
      return process.stdout.isTTY === true
    },
    write: (text) => writeAll(process.stdout, text),
  },
  stderr: {
    get isTTY() {
      return process.stderr.isTTY === true
    },
    // Nobody is left to tell where stderr itself fails.
    write: (text) => void writeAll(process.stderr, text).catch(() => {}),
  },
  env: process.env,
  cwd: process.cwd(),
  today: new Date().toISOString().slice(0, 'YYYY-MM-DD'.length),
  exists: existsSync,
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  readFile: (path) => readFileSync(path),
  writeFile: (path, text, mode) => (mode === 'append' ? appendFileSync(path, text) : writeFileSync(path, text)),
})
