import { isUtf8 } from 'node:buffer'
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { daysSinceUse, isStandardStream, markUsed, ownersOf } from './file-stats.ts'
import type { Disk, EntryType, StagedFile } from './io.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const kindOf = (path: string, links: 'follow' | 'stay'): EntryType | undefined => {
  let found: Stats | undefined
  try {
    found = (links === 'follow' ? statSync : lstatSync)(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
  if (found === undefined) return undefined
  if (found.isSymbolicLink()) return 'link'
  if (found.isDirectory()) return 'folder'
  return found.isFile() ? 'file' : 'other'
}

const ESCAPE = 0x80

/** Decodes a name that is not UTF-8, with its bytes above ASCII escaped. */
const escapeName = (bytes: Buffer): string =>
  [...bytes].map((byte) => (byte < ESCAPE ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('')

const listUndecodable = (path: string): ReturnType<Disk['listUndecodable']> =>
  readdirSync(path, { withFileTypes: true, encoding: 'buffer' }).flatMap((entry) => {
    const bytes = entry.name
    if (isUtf8(bytes)) return []
    const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other'
    return [{ name: escapeName(bytes), lossy: bytes.toString(), kind }]
  })

/** Refuses read-only files: renaming a file over them would work if the folder is writable. */
const checkWritable = (path: string): void => {
  accessSync(path, constants.W_OK)
  // Root may write to any file; a file without write bits is meant to be read-only for root too.
  if ((statSync(path).mode & 0o222) === 0) throw Object.assign(new Error('EACCES'), { code: 'EACCES' })
}

const ignoring = (codes: readonly string[], act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const flush = (folder: string): void => {
  try {
    const descriptor = openSync(folder, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // Windows cannot open folders, and some file systems cannot sync them; the files are complete anyway.
  }
}

const fill = (descriptor: number, text: string, replaced: Stats | undefined): void => {
  writeFileSync(descriptor, text)
  if (replaced !== undefined) {
    const { uid, gid, mode } = replaced
    ignoring(['EPERM', 'EINVAL', 'ENOSYS'], () => fchownSync(descriptor, uid, gid))
    fchmodSync(descriptor, mode & 0o7777)
  }
  fsyncSync(descriptor)
}

const overwrite = (descriptor: number, bytes: Buffer): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at)
  ftruncateSync(descriptor, bytes.length)
  fsyncSync(descriptor)
}

/** Writes a text into a file, so that its other names have it, too. If that fails, it writes the old content again. */
const writeThrough = (path: string, text: string): void => {
  const descriptor = openSync(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0))
  try {
    const before = readFileSync(descriptor)
    try {
      overwrite(descriptor, Buffer.from(text))
    } catch (error) {
      overwrite(descriptor, before)
      throw error
    }
  } finally {
    closeSync(descriptor)
  }
}

const hasOtherNames = (path: string): boolean => (lstatSync(path, { throwIfNoEntry: false })?.nlink ?? 1) > 1

const stage = (path: string, text: string, mode = 0o666): StagedFile => {
  const folder = dirname(path)
  // Hidden and without a manifest extension, so that other programs do not read it as a manifest.
  const temporary = join(folder, `.${basename(path)}.casehard-${Math.random().toString(36).slice(2)}`)
  const replaced = statSync(path, { throwIfNoEntry: false })
  const descriptor = openSync(temporary, 'wx', replaced === undefined ? mode : 0o600)
  const discard = () => {
    try {
      rmSync(temporary, { force: true })
    } catch {
      // The error that made the caller discard the file is the one to report.
    }
  }
  try {
    try {
      fill(descriptor, text, replaced)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    discard()
    throw error
  }
  const commit = () => {
    if (!hasOtherNames(path)) return renameSync(temporary, path)
    writeThrough(path, text)
    discard()
  }
  return { commit, discard }
}

const onInterrupt = (cleanUp: () => void): (() => void) => {
  const stop = () => {
    for (const signal of SIGNALS) process.removeListener(signal, end)
  }
  const end = (signal: NodeJS.Signals) => {
    cleanUp()
    stop()
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, end)
  return stop
}

/** Returns the disk of the process. */
export const processDisk = (): Disk => ({
  kindOf,
  realPath: (path) => realpathSync(path),
  ownersOf,
  isStandardStream,
  list: (path) => readdirSync(path),
  listUndecodable,
  checkWritable,
  stage,
  markUsed,
  daysSinceUse,
  flush,
  onInterrupt,
  yieldToSignals: () => new Promise((resolve) => setImmediate(resolve)),
  clock: () => performance.now(),
})
