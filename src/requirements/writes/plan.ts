import { FolderSet, isInside } from '../../evidence/shell/directories.ts'
import { isObject } from '../../kube/pod/pod.ts'
import { mountsOf, volumesNamed } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, Pod, WantedMount, WriteBlocker } from '../../model.ts'

/** Paths that the flag does not affect: file systems of the kernel and files of the kubelet. */
const NOT_IN_IMAGE: readonly string[] = ['/dev', '/proc', '/sys', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf']

/** Volume types that are always read-only. */
const READ_ONLY: readonly string[] = ['configMap', 'secret', 'projected', 'downwardAPI', 'image']

/** The mounts of one container: existing ones and those to add. */
export class MountPlan {
  readonly wanted: WantedMount[] = []
  readonly blockers: WriteBlocker[] = []
  /** Whether all paths that are known to be written have a mount. */
  isComplete = true
  /** Whether a mount is inferred from the names of options, variables or directories. */
  isGuessed = false
  readonly mounted: { path: string; writable: boolean }[]
  /** Paths that get their own mount, so that nothing may be mounted over their parents. */
  private readonly kept: FolderSet
  /** Directories outside of the image, and those of the mounts. */
  private readonly outside = new FolderSet(NOT_IN_IMAGE)
  private readonly added = new FolderSet()
  private readonly chosen: FolderSet

  constructor(pod: Pod, container: Container, kept: readonly string[]) {
    const isFixed = (name: string): boolean =>
      volumesNamed(pod, [name]).some(({ value }) => READ_ONLY.some((source) => isObject(value[source])))
    this.mounted = mountsOf(container).flatMap(({ name, mountPath, value }) =>
      mountPath.startsWith('/') ? [{ path: mountPath, writable: value.readOnly !== true && !isFixed(name) }] : [],
    )
    const paths = this.mounted.map((mount) => mount.path)
    for (const path of paths) this.outside.add(path)
    this.kept = new FolderSet([...kept, ...paths])
    this.chosen = new FolderSet(this.mounted.filter(({ writable }) => writable).map((mount) => mount.path))
  }

  /** Adds a mount. */
  want(mount: WantedMount): void {
    this.wanted.push(mount)
    this.added.add(mount.path)
  }

  /** Adds a directory whose files an init container copies. Nobody has run the container with it. */
  seed(path: string, evidence: Evidence, data = false): void {
    this.want({ path, seed: true, evidence, ...(data ? { data } : {}) })
    this.isGuessed = true
  }

  /** Whether a path is outside of the image, now or with the mounts to add. */
  covers(path: string): boolean {
    return this.outside.covers(path) || this.added.covers(path)
  }

  /** Whether only empty directories to add hide a path of the image. */
  isHidden(path: string): boolean {
    const holding = this.wanted.filter((one) => isInside(one.path, path))
    return (
      !this.outside.covers(path) &&
      holding.length > 0 &&
      holding.every((one) => one.copy === undefined && !one.seed && one.path !== path)
    )
  }

  /** Whether the manifest mounts a writable volume below a path, and so not at the path itself on purpose. */
  isChosenBelow(path: string): boolean {
    return this.chosen.contains(path)
  }

  /** Whether a path is a parent of a mounted or kept path. */
  isParentOfAny(path: string): boolean {
    return this.kept.isParent(path)
  }

  /** Adds a directory for an inferred path unless it has one; it never covers other mounts. */
  addGuessed(path: string, evidence: Evidence, data = false): void {
    if (this.covers(path)) return
    if (this.isParentOfAny(path)) {
      this.isComplete = false
      return
    }
    this.want({ path, evidence, ...(data ? { data } : {}) })
    this.isGuessed = true
  }
}
