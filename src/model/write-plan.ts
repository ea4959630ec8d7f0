import type { Evidence } from './evidence.ts'

/** Files that an init container puts into an emptyDir, where they are writable. */
export interface CopiedPath {
  /** The copied path in the image; for created files their path in the init container. */
  source: string
  /** Set if the init container creates the files instead of copying them. */
  made?: true
  /** The image of the init container. */
  image: string
  /** The emptyDir, and the path of the copy in it; empty for the whole volume. */
  volume: string
  subPath: string
  /** The container for which hardening added the copy; the others do not share it. */
  seedOf?: string
  evidence: Evidence
}

/** A mount that a container needs to run with a read-only root filesystem. */
export interface WantedMount {
  path: string
  /** The copy of the image's files that an init container makes; absent if an empty directory is enough. */
  copy?: CopiedPath
  /** Set if an init container has to copy the files of the image to the volume. */
  seed?: true
  /** Set for data, which may outgrow the size limit for temporary files. */
  data?: true
  /** Absent for `/tmp`, which every container gets. */
  evidence?: Evidence
}

/**
 * Why no init container can copy the files of an image although the user wants that: the image has no shell, the container
 * may run as root, whose files would change their owner, the path is a file or a directory of the whole system, the
 * container is itself one that runs before others, or the kind keeps no added init container.
 */
export type SeedProblem = 'no-shell' | 'as-root' | 'not-copied' | 'before' | 'no-init'

/** A path that prevents a read-only root filesystem, whatever is mounted. */
export interface WriteBlocker {
  kind: 'seeded' | SeedProblem | 'owned' | 'named' | 'written'
  /** The path, if the hint names it. */
  path?: string
  evidence: Evidence
}

/** Where a container writes: the mounts that it needs with a read-only root filesystem, and what prevents it. */
export interface WritePlan {
  readonly wanted: readonly WantedMount[]
  readonly blockers: readonly WriteBlocker[]
  /** Whether all paths that are known to be written have a mount. */
  readonly isComplete: boolean
  /** Whether a mount is inferred from the names of options, variables or directories. */
  readonly isGuessed: boolean
}
