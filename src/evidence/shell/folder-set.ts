import { normalHostPath } from '../../kube/pod/volumes.ts'

interface Folder {
  isMember: boolean
  inner: Map<string, Folder>
}

const newFolder = (): Folder => ({ isMember: false, inner: new Map() })

/** Splits a path so that the steps of a directory start the steps of the paths below it. */
const stepsIn = (path: string): string[] => {
  const normal = normalHostPath(path)
  return normal === '/' ? [''] : normal.split('/')
}

/**
 * A set of directories, each compared step by step, so that a lookup takes as long as the path and not as the set.
 * Trailing slashes, and `/var/run` or `/run`, do not matter.
 */
export class FolderSet {
  private readonly root = newFolder()

  constructor(folders: Iterable<string> = []) {
    for (const folder of folders) this.add(folder)
  }

  add(folder: string): void {
    let at = this.root
    for (const step of stepsIn(folder)) {
      const next = at.inner.get(step) ?? newFolder()
      at.inner.set(step, next)
      at = next
    }
    at.isMember = true
  }

  /** Returns whether a path is one of the directories or below one. */
  covers(path: string): boolean {
    let at: Folder | undefined = this.root
    for (const step of stepsIn(path)) {
      at = at.inner.get(step)
      if (at === undefined) return false
      if (at.isMember) return true
    }
    return false
  }

  /** Returns whether a path is a parent of one of the directories. */
  isParent(path: string): boolean {
    return (this.at(path)?.inner.size ?? 0) > 0
  }

  /** Returns whether a path is one of the directories or a parent of one. */
  contains(path: string): boolean {
    return this.at(path) !== undefined
  }

  private at(path: string): Folder | undefined {
    let at: Folder | undefined = this.root
    for (const step of stepsIn(path)) at = at?.inner.get(step)
    return at
  }
}
