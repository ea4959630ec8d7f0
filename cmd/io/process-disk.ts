import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
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

const stage = (path: string, text: string): StagedFile => {
  const folder = dirname(path)
  // Hidden and without a manifest extension, so that other programs do not read it as a manifest.
  const temporary = join(folder, `.${basename(path)}.casehard-${Math.random().toString(36).slice(2)}`)
  const replaced = statSync(path, { throwIfNoEntry: false })
  const descriptor = openSync(temporary, 'wx', replaced === undefined ? 0o666 : 0o600)
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
  return { commit: () => renameSync(temporary, path), discard }
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
  list: (path) => readdirSync(path),
  checkWritable,
  stage,
  flush,
  onInterrupt,
  yieldToSignals: () => new Promise((resolve) => setImmediate(resolve)),
  clock: () => performance.now(),
})
