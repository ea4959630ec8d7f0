/** A directory of the node that an image uses, by the path at which it is mounted. */
export interface HostMount {
  path: string
  /** It is only read. */
  readOnly?: true
}

/** A path that an image writes to. */
export interface WritablePath {
  path: string
  /** Names a condition of the manifest: something is mounted at this path or below it. Absent: always written. */
  whenMounted?: string
  /**
   * The image ships files there that an empty volume would hide, and nothing brings them back: only a volume that an
   * init container fills may go there.
   */
  seeded?: true
  /** A file, not a directory: it has to exist in the volume. */
  file?: true
  /** Data that has to outlive the pod: it belongs on a persistent volume. */
  data?: true
}

/** What is known of an image: what it needs, and what works with it. */
export interface ImageFacts {
  /** Repository without tag and digest, e.g. `docker.io/library/nginx`; a user's own may hold `*` and `?`. */
  image: string
  /** The tags that it holds for; absent: all. Words are parts of a tag, versions compare by their numbers. */
  tags?: { with?: string; without?: string; from?: string; below?: string }
  /**
   * verified: read from the image's own sources; observed: charts of its maintainers run it so; configured: the user
   * says so; unverified: general knowledge, which never makes a change `proven`.
   */
  status: 'verified' | 'observed' | 'configured' | 'unverified'
  /** Where the facts come from: repository and commit, or the configuration. */
  source?: string
  /** USER of the image: a number (0 is root) or a name, which the kubelet can not check. Absent: not known. */
  imageUser?: number | string
  /** The ids, other than root's, with which it works. */
  user?: number
  group?: number
  fsGroup?: number
  /** Why it has to be root, where it has to. */
  root?: string
  /** Its maintainers run it privileged. */
  privileged?: true
  /** Directories of the node that it uses as `user`, by where its maintainers mount them. */
  hostMounts?: HostMount[]
  /** `false` where its maintainers leave its root filesystem writable; `true` where they run it read-only. */
  readOnlyRoot?: boolean
  writable?: WritablePath[]
  /** Ports below 1024 on which it listens unless told otherwise. */
  lowPorts?: number[]
  /** Capabilities that it needs as root to step down to its own user. */
  rootCapabilities?: string[]
  /** File capabilities of its programs, without which these do not start. */
  fileCapabilities?: string[]
  /** Capabilities that it needs in any case. */
  capabilities?: string[]
  /** The data directory is refused unless it belongs to the user, as PostgreSQL does. */
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
