import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Io } from './io.ts'
import { isCharacterDevice, readStdin, writeAll, writeStdout } from './standard-streams.ts'

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
    write: writeStdout,
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
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  readFile: (path) => readFileSync(path),
  writeFile: (path, text, mode) => (mode === 'append' ? appendFileSync(path, text) : writeFileSync(path, text)),
})
