import { isInside } from '../../evidence/shell/directories.ts'
import { isObject } from '../../kube/pod/pod.ts'
import { mountsOf, normalHostPath, volumesOf } from '../../kube/pod/volumes.ts'
import type { Container, Evidence, Pod } from '../../model.ts'
import type { CopiedPath } from './copied-paths.ts'

/** A mount that a container needs to run with a read-only root filesystem. */
export interface WantedMount {
  path: string
  /** The copy that an init container makes of what the image has there; absent: an empty directory does. */
  copy?: CopiedPath
  /** Data, which may grow beyond what temporary files take. */
  data?: true
  /** Why; absent for `/tmp`, which every container gets. */
  evidence?: Evidence
}

/** What keeps a container from running with a read-only root filesystem, whatever is mounted. */
export interface WriteBlocker {
  kind: 'seeded' | 'owned' | 'told' | 'written'
  evidence: Evidence
}

/** Kept writable by the kernel or the kubelet, or writable to nobody with the flag or without. */
const NOT_IN_IMAGE: readonly string[] = ['/dev', '/proc', '/sys', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf']

/** Sources of volumes whose mounts can not be written to. */
const READ_ONLY: readonly string[] = ['configMap', 'secret', 'projected', 'downwardAPI', 'image']

/** The mounts of one container: those that it has and those that it is to get. */
export class MountPlan {
  readonly wanted: WantedMount[] = []
  readonly blockers: WriteBlocker[] = []
  /** Whether all that is known to be written has its mount. */
  isComplete = true
  /** Whether a mount rests on what names of options, variables and folders mean. */
  isGuessed = false
  readonly mounted: { path: string; writable: boolean }[]
  /** Paths of their own, over whose parents nothing may be mounted. */
  private readonly kept: readonly string[]

  constructor(pod: Pod, container: Container, kept: readonly string[]) {
    const fixed = new Set(
      volumesOf(pod).flatMap(({ name, value }) => (READ_ONLY.some((source) => isObject(value[source])) ? [name] : [])),
    )
    this.mounted = mountsOf(container).flatMap(({ name, mountPath, value }) =>
      mountPath.startsWith('/') ? [{ path: mountPath, writable: value.readOnly !== true && !fixed.has(name) }] : [],
    )
    this.kept = kept
  }

  /** Whether a path stands outside of the image already, or will. */
  covers(path: string): boolean {
    const paths = [...NOT_IN_IMAGE, ...this.mounted.map((mount) => mount.path), ...this.wanted.map((one) => one.path)]
    return paths.some((folder) => isInside(folder, path))
  }

  /** Whether nothing but an empty directory that is wanted here hides a path that stands in the image. */
  isHidden(path: string): boolean {
    const holding = this.wanted.filter((one) => isInside(one.path, path))
    const isCovered = [...NOT_IN_IMAGE, ...this.mounted.map((mount) => mount.path)].some((one) => isInside(one, path))
    return !isCovered && holding.length > 0 && holding.every((one) => one.copy === undefined && one.path !== path)
  }

  /** Whether the manifest mounts something writable below a path: somebody chose that over the path itself. */
  isChosenBelow(path: string): boolean {
    return this.mounted.some((mount) => mount.writable && isInside(path, mount.path))
  }

  /** Whether a path is the parent of one that the manifest mounts or that is kept. */
  isParentOfAny(path: string): boolean {
    return [...this.kept, ...this.mounted.map((mount) => mount.path)].some(
      (other) => isInside(path, other) && normalHostPath(path) !== normalHostPath(other),
    )
  }

  /** Gives a path a directory of its own, unless it has one; one that stands on a guess never covers other mounts. */
  addGuessed(path: string, evidence: Evidence, data = false): void {
    if (this.covers(path)) return
    if (this.isParentOfAny(path)) {
      this.isComplete = false
      return
    }
    this.wanted.push({ path, evidence, ...(data ? { data } : {}) })
    this.isGuessed = true
  }
}
