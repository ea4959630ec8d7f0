import { appendFileSync, existsSync, fstatSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Io } from './io.ts'

const isClosedPipe = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE'

/** Resolves when the text has left the process; a closed pipe (`| head`) counts as written. */
const writeAll = (stream: NodeJS.WriteStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // The callback tells the same; without a listener the error would end the process.
    if (stream.listenerCount('error') === 0) stream.on('error', () => {})
    stream.write(text, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()))
  })

/** Node takes a folder for an empty stream (`casehard < chart/`); that must not pass for empty input. */
const readStdin = (): AsyncIterable<Uint8Array> => {
  if (!fstatSync(0).isDirectory()) return process.stdin
  throw Object.assign(new Error('stdin is a folder'), { code: 'EISDIR' })
}

/** The real process. Getters, because opening a standard stream costs start-up time and not every run needs all three. */
export const processIo = (): Io => ({
  stdin: {
    get isTTY() {
      return process.stdin.isTTY === true
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
