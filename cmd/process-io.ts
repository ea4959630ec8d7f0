import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Io } from './io.ts'
import { processDisk } from './process-disk.ts'
import { isCharacterDevice, readStdin, writeAll, writeStdout } from './standard-streams.ts'

/** One write, which the system puts whole behind what others append; only a full disk or a pipe takes less at a time. */
const appendFile = (path: string, content: string | Uint8Array): void => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const file = openSync(path, 'a')
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  } finally {
    closeSync(file)
  }
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code })

/** Opening the file would create it, or wait for the reader of a named pipe; asking for the right to does neither. */
const checkWritable = (path: string): void => {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there?.isDirectory()) throw systemError('EISDIR')
  const folder = dirname(path)
  if (there === undefined && !statSync(folder).isDirectory()) throw systemError('ENOTDIR')
  accessSync(there === undefined ? folder : path, constants.W_OK)
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
  get disk() {
    return processDisk()
  },
  readFile: (path) => readFileSync(path),
  writeFile: (path, content, mode) => (mode === 'append' ? appendFile(path, content) : writeFileSync(path, content)),
  get programFolder() {
    return dirname(fileURLToPath(import.meta.url))
  },
  list: (path) => readdirSync(path).sort(),
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  makeExecutable: (path) => chmodSync(path, 0o755),
  move: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  checkWritable,
  runtime:
    process.versions.bun === undefined
      ? { name: 'node', version: process.versions.node }
      : { name: 'bun', version: process.versions.bun },
  spawn: async (command, mode) => (await import('./spawn.ts')).spawn(command, mode),
})
