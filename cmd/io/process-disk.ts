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
import type { Disk, Draft, Kind } from './io.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const kindOf = (path: string, links: 'follow' | 'stay'): Kind | undefined => {
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

/** A file that nobody may write to stays as it is, although its folder would let us put another in its place. */
const checkWritable = (path: string): void => {
  accessSync(path, constants.W_OK)
  // Root may write to any file; whoever took all of its write bits away meant root as well.
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
    // Windows opens no folders, and some file systems do not sync them: the files are whole all the same.
  }
}

const fill = (descriptor: number, text: string, { uid, gid, mode }: Stats): void => {
  writeFileSync(descriptor, text)
  ignoring(['EPERM', 'EINVAL', 'ENOSYS'], () => fchownSync(descriptor, uid, gid))
  fchmodSync(descriptor, mode & 0o7777)
  fsyncSync(descriptor)
}

const draft = (path: string, text: string): Draft => {
  const folder = dirname(path)
  // Hidden, and no name of a manifest: whoever watches or walks the folder takes it for none.
  const temporary = join(folder, `.${basename(path)}.casehard-${Math.random().toString(36).slice(2)}`)
  const before = statSync(path)
  const descriptor = openSync(temporary, 'wx', 0o600)
  const discard = () => {
    try {
      rmSync(temporary, { force: true })
    } catch {
      // A disk that does not let it go has made us give up already, and that is what the user hears of.
    }
  }
  try {
    try {
      fill(descriptor, text, before)
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

/** The real disk. */
export const processDisk = (): Disk => ({
  kindOf,
  list: (path) => readdirSync(path),
  checkWritable,
  draft,
  flush,
  onInterrupt,
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
  clock: () => performance.now(),
})
