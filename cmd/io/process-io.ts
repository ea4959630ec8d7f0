import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
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
import { readFile, readPart, readSmallFile, readStart } from './read-files.ts'
import { mayBeTerminal, readStdin, stderrWriter, writeStdout } from './standard-streams.ts'

/** Defined when the bundle is compiled to an executable. */
declare const CASEHARD_EXECUTABLE: boolean | undefined

/** Appends with a single write, which is atomic against other appends; a full disk or a pipe may accept less at a time. */
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

/** Checks permissions only: opening the file could create it, or block on a named pipe without a reader. */
const checkWritable = (path: string): void => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory()) throw systemError('EISDIR')
  const folder = dirname(path)
  if (found === undefined && !statSync(folder).isDirectory()) throw systemError('ENOTDIR')
  accessSync(found === undefined ? folder : path, constants.W_OK)
}

/** Errors mean false: a path below a file, a loop of links, a name that is too long. */
const isFolder = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}

/** Files inside the executable can only be read as a whole, not opened. */
const readAnyFile = (path: string): Uint8Array =>
  typeof CASEHARD_EXECUTABLE === 'boolean' && path.startsWith(dirname(fileURLToPath(import.meta.url)))
    ? readFileSync(path)
    : readFile(path)

/** Returns the process's io. It uses getters because opening a standard stream takes time, and few runs need all three. */
export const processIo = (): Io => ({
  stdin: {
    get isTTY() {
      return mayBeTerminal(0) && process.stdin.isTTY === true
    },
    read: readStdin,
  },
  stdout: {
    get isTTY() {
      return mayBeTerminal(1) && process.stdout.isTTY === true
    },
    write: writeStdout,
  },
  stderr: {
    get isTTY() {
      return mayBeTerminal(2) && process.stderr.isTTY === true
    },
    get columns() {
      return mayBeTerminal(2) ? process.stderr.columns : undefined
    },
    write: stderrWriter(),
  },
  openTerminal: async () => (await import('./terminal.ts')).openTerminal(),
  env: process.env,
  get cwd() {
    return process.cwd()
  },
  ...(process.getuid === undefined ? {} : { user: process.getuid() }),
  today: new Date().toISOString().slice(0, 'YYYY-MM-DD'.length),
  exists: existsSync,
  isFolder,
  get disk() {
    return processDisk()
  },
  readFile: readAnyFile,
  readSmallFile,
  readStart,
  readPart,
  writeFile: (path, content, mode) => (mode === 'append' ? appendFile(path, content) : writeFileSync(path, content)),
  get programFolder() {
    return dirname(fileURLToPath(import.meta.url))
  },
  ...(typeof CASEHARD_EXECUTABLE === 'boolean' ? { executable: process.execPath } : {}),
  copyExecutable: (from, to) => {
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
    chmodSync(to, 0o755)
  },
  list: (path) => readdirSync(path).sort(),
  makeFolder: (path, mode) => void mkdirSync(path, { recursive: true, ...(mode === undefined ? {} : { mode }) }),
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
