/** A directory of the node that an image uses, by its mount path. */
export interface HostMount {
  path: string
  /** The image only reads it. */
  readOnly?: true
}

/** A path that an image writes to. */
export interface WritablePath {
  path: string
  /** The image writes only if a volume is mounted at this path or below it. Absent: it always writes. */
  whenMounted?: string
  /** The image has files there that it needs and does not recreate, so only a volume with a copy of them may hide them. */
  seeded?: true
  /** A file, not a directory: it must exist in the volume. */
  file?: true
  /** Data that must outlive the pod, so it needs a persistent volume. */
  data?: true
}

/** Facts about an image: what it needs, and which settings work with it. */
export interface ImageFacts {
  /** Repository without tag and digest, e.g. `docker.io/library/nginx`; in a configuration it may contain `*` and `?`. */
  image: string
  /** The tags that the facts apply to; absent: all. `with` and `without` are substrings, `from` and `below` versions. */
  tags?: { with?: string; without?: string; from?: string; below?: string }
  /**
   * verified: read from the image's sources; observed: charts of its maintainers run it this way; configured: set by the
   * user; unverified: general knowledge, which never makes a change `proven`.
   */
  status: 'verified' | 'observed' | 'configured' | 'unverified'
  /** The source of the facts: repository and commit, or the configuration. */
  source?: string
  /** USER of the image: a number (0 is root) or a name, which the kubelet cannot check. Absent: unknown. */
  imageUser?: number | string
  /** Ids other than root's that the image works with. */
  user?: number
  group?: number
  fsGroup?: number
  /** Why it must run as root; absent if it need not. */
  root?: string
  /** Its maintainers run it privileged. */
  privileged?: true
  /** Directories of the node that it can use as `user`, by their mount path in its maintainers' manifests. */
  hostMounts?: HostMount[]
  /** Whether its maintainers run it with a read-only root filesystem. */
  readOnlyRoot?: boolean
  writable?: WritablePath[]
  /** Ports below 1024 on which it listens by default. */
  lowPorts?: number[]
  /** Capabilities that it needs to switch from root to its own user. */
  rootCapabilities?: string[]
  /** File capabilities of its programs, which do not start without them. */
  fileCapabilities?: string[]
  /** Capabilities that it always needs. */
  capabilities?: string[]
  /** It does not start unless its user owns the data directory, as PostgreSQL. */
  ownsData?: true
  notes?: string
}

/** An image whose user is unknown. */
export interface UnknownImage {
  /** Registry and repository, as in `ImageFacts.image`. */
  repository: string
  /** The image as written in the manifest, and the place of its first use. */
  image: string
  file: string
  line: number
}
