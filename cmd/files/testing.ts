import { dirname } from 'node:path'
import type { Disk, Draft, Kind } from '../io/io.ts'

/** What goes wrong when a test replaces files; paths are absolute. */
export interface DiskFaults {
  /** Files that may not be written to, and folders that can not be listed. */
  forbidden?: string[]
  /** Gives the code of a system's error for the n-th draft, counted from 1. */
  draft?: (nth: number) => string | undefined
  /** Likewise for the n-th draft that takes its place. */
  commit?: (nth: number) => string | undefined
  /** Is called before the n-th draft: somebody else at work. */
  meanwhile?: (nth: number, world: FakeWorld) => void
  /** The user interrupts before the n-th draft. */
  interruptAt?: number
  /** Milliseconds that pass between two looks at the clock. */
  tick?: number
}

/** What there is in the fake world, by absolute path. */
export interface FakeWorld {
  files: Map<string, Uint8Array>
  links: Map<string, string>
  folders: Set<string>
}

const fail = (code: string | undefined): void => {
  if (code !== undefined) throw Object.assign(new Error(code), { code })
}

/** A disk without a disk; drafts stand among the files as `.NAME.draft`. */
export const fakeDisk = (world: FakeWorld, faults: DiskFaults = {}, writes: string[] = []): Disk => {
  const { files, links, folders } = world
  let drafts = 0
  let commits = 0
  let time = 0
  let cleanUp = () => {}
  const kindOf = (path: string, mode: 'follow' | 'stay'): Kind | undefined => {
    const target = links.get(path)
    if (target !== undefined) return mode === 'stay' ? 'link' : kindOf(target, mode)
    return files.has(path) ? 'file' : folders.has(path) ? 'folder' : undefined
  }
  const draft = (path: string, text: string): Draft => {
    drafts++
    fail(faults.draft?.(drafts))
    const temporary = `${path}.draft`
    files.set(temporary, Buffer.from(text))
    const commit = () => {
      commits++
      fail(faults.commit?.(commits))
      files.delete(temporary)
      files.set(path, Buffer.from(text))
      writes.push(path)
    }
    return { commit, discard: () => void files.delete(temporary) }
  }
  const breathe = async () => {
    faults.meanwhile?.(drafts + 1, world)
    if (faults.interruptAt === drafts + 1) cleanUp()
  }
  return {
    kindOf,
    list: (path) => {
      if (faults.forbidden?.includes(path)) fail('EACCES')
      return [...files.keys(), ...links.keys(), ...folders]
        .filter((entry) => entry !== path && dirname(entry) === path)
        .map((entry) => entry.slice(entry.lastIndexOf('/') + 1))
        .reverse()
    },
    checkWritable: (path) => {
      if (faults.forbidden?.includes(path)) fail('EACCES')
    },
    draft,
    flush: () => {},
    onInterrupt: (act) => {
      cleanUp = act
      return () => {
        cleanUp = () => {}
      }
    },
    breathe,
    clock: () => {
      time += faults.tick ?? 0
      return time
    },
  }
}
