import { basename, dirname, join } from 'node:path'
import type { Disk, EntryType, StagedFile } from '../io/io.ts'

/** Errors of a fake disk; paths are absolute. */
export interface DiskFaults {
  /** Files that are read-only, and folders that cannot be listed. */
  forbidden?: string[]
  /** Returns the error code for the n-th staged file, counted from 1. */
  stage?: (nth: number) => string | undefined
  /** Returns the error code for the n-th commit. */
  commit?: (nth: number) => string | undefined
  /** Called before the n-th file is staged, to simulate another process. */
  beforeStage?: (nth: number, fileSystem: FakeFileSystem) => void
  /** Sends a signal before the n-th file is staged. */
  interruptAt?: number
  /** Milliseconds between two readings of the clock. */
  tick?: number
}

/** The id of the user of a fake disk. */
export const USER = 1000

/** A file system in memory; keys are absolute paths. */
export interface FakeFileSystem {
  files: Map<string, Uint8Array>
  links: Map<string, string>
  folders: Set<string>
  /** Owners of files by absolute path; by default the user. */
  owners?: Record<string, number>
}

const fail = (code: string | undefined): void => {
  if (code !== undefined) throw Object.assign(new Error(code), { code })
}

/** Creates a disk in memory; a staged file appears as `PATH.staged`. */
export const fakeDisk = (fileSystem: FakeFileSystem, faults: DiskFaults = {}, writes: string[] = []): Disk => {
  const { files, links, folders } = fileSystem
  let stagedCount = 0
  let commitCount = 0
  let time = 0
  let cleanUp = () => {}
  const kindOf = (path: string, mode: 'follow' | 'stay'): EntryType | undefined => {
    const target = links.get(path)
    if (target !== undefined) return mode === 'stay' ? 'link' : kindOf(target, mode)
    return files.has(path) ? 'file' : folders.has(path) ? 'folder' : undefined
  }
  const stage = (path: string, text: string): StagedFile => {
    stagedCount++
    fail(faults.stage?.(stagedCount))
    if (!folders.has(dirname(path))) fail('ENOENT')
    const temporary = `${path}.staged`
    files.set(temporary, Buffer.from(text))
    const commit = () => {
      commitCount++
      fail(faults.commit?.(commitCount))
      files.delete(temporary)
      files.set(path, Buffer.from(text))
      writes.push(path)
    }
    return { commit, discard: () => void files.delete(temporary) }
  }
  const yieldToSignals = async () => {
    faults.beforeStage?.(stagedCount + 1, fileSystem)
    if (faults.interruptAt === stagedCount + 1) cleanUp()
  }
  const realPath = (path: string): string => {
    const target = links.get(path)
    if (target !== undefined) return realPath(target)
    const real = dirname(path) === path ? path : join(realPath(dirname(path)), basename(path))
    if (!files.has(real) && !folders.has(real)) fail('ENOENT')
    return real
  }
  return {
    kindOf,
    realPath,
    ownersOf: (path) => [path, realPath(path)].map((one) => fileSystem.owners?.[one] ?? USER),
    isStandardStream: () => false,
    list: (path) => {
      if (faults.forbidden?.includes(path)) fail('EACCES')
      return [...files.keys(), ...links.keys(), ...folders]
        .filter((entry) => entry !== path && dirname(entry) === path)
        .map((entry) => entry.slice(entry.lastIndexOf('/') + 1))
        .reverse()
    },
    listUndecodable: () => [],
    checkWritable: (path) => {
      if (faults.forbidden?.includes(path)) fail('EACCES')
    },
    stage,
    flush: () => {},
    onInterrupt: (act) => {
      cleanUp = act
      return () => {
        cleanUp = () => {}
      }
    },
    yieldToSignals,
    markUsed: () => {},
    daysSinceUse: () => 0,
    clock: () => {
      time += faults.tick ?? 0
      return time
    },
  }
}
