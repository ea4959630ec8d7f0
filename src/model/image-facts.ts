import type { LockedImage } from './image-lock.ts'

/** A directory of the node that an image uses, by its mount path. */
export interface HostMount {
  path: string
  /** The image only reads it. */
  readOnly?: true
}

/** When a fact holds: all that is named must be so. */
export interface FactCondition {
  /** Only if this environment variable is set. */
  whenEnv?: string
  /** Not if all of these environment variables are set. */
  unlessEnv?: string[]
  /** Only if the entrypoint of the image runs: the container has no command, or one that calls the entrypoint. */
  whenEntrypoint?: true
  /** Only if the command or the arguments call one of these programs or scripts, by their names without folder. */
  whenCommand?: string[]
}

/** A path that an image writes to. */
export interface WritablePath extends FactCondition {
  path: string
  /** The image writes only if a volume is mounted at this path or below it. Absent: it always writes. */
  whenMounted?: string
  /** The image has files there that it needs and does not recreate, so only a volume with a copy of them may hide them. */
  seeded?: true
  /** A file, not a directory: it must exist in the volume. */
  file?: true
  /** Data that must outlive the pod, so it needs a persistent volume. */
  data?: true
  /** General knowledge, which no source of the image confirms: the path proves nothing. */
  unsourced?: true
  /** Root owns it in the image, so another user needs a volume there. */
  rootOwned?: true
}

/** Facts that hold only under a condition. Where it is met, they replace those of the image field by field. */
export interface ConditionalFacts extends FactCondition {
  /** Why the image must run as root then. */
  root?: string
  /** Whether it works with a read-only root filesystem then. */
  readOnlyRoot?: boolean
  /** Capabilities that it needs to switch from root to its own user then. */
  rootCapabilities?: string[]
  /** Whether it calls the Kubernetes API then. */
  apiToken?: boolean
}

/** The tags that facts apply to; several words mean each of them. `from` and `below` are versions. */
export interface TagRange {
  with?: string | string[]
  without?: string | string[]
  from?: string
  below?: string
}

/** Facts about an image: what it needs, and which settings work with it. */
export interface ImageFacts {
  /**
   * Repository without tag and digest, e.g. `docker.io/library/nginx`. With `*` and `?` it is a pattern for a family of
   * images; exact names precede patterns.
   */
  image: string
  /** Other repositories with the same image. */
  mirrors?: string[]
  /** The tags that the facts apply to; absent: all. */
  tags?: TagRange
  /**
   * verified: read from the image's sources; observed: charts of its maintainers run it this way; configured: set by the
   * user; unverified: general knowledge, which never makes a change `proven`.
   */
  status: 'verified' | 'observed' | 'configured' | 'unverified'
  /**
   * The source is one file of about this date, whose place in the history is unknown, so the facts make no change
   * `proven`; e.g. `2025-04`, or `unknown`.
   */
  stored?: string
  /** The source of the facts: repository and commit, or the configuration. */
  source?: string
  /**
   * USER as written: a number (0 is root), a name, which the kubelet cannot check, or either with a group (`app:root`).
   * Absent: unknown.
   */
  imageUser?: number | string
  /** The number of the user and group that `imageUser` names. */
  imageUserId?: number
  imageGroupId?: number
  /** Ids other than root's that the image works with. */
  user?: number
  group?: number
  fsGroup?: number
  /** Nothing in the image belongs to one user alone, so it works as any user. */
  anyUser?: true
  /** Files that it writes to belong to group 0, so its user must have group 0 as the primary or a supplementary group. */
  groupZero?: true
  /** A base image or a tool: the command is the user's, and so is what it writes and needs. */
  base?: true
  /** Why it must run as root; absent if it need not. */
  root?: string
  /** What its entrypoint does as root. */
  entrypoint?: string
  /** Facts that depend on variables or on the command. */
  conditional?: ConditionalFacts[]
  /** Its maintainers run it privileged. */
  privileged?: true
  /** Directories of the node that it can use as `user`, by their mount path in its maintainers' manifests. */
  hostMounts?: HostMount[]
  /** Whether its maintainers run it with a read-only root filesystem. */
  readOnlyRoot?: boolean
  writable?: WritablePath[]
  /** Whether an init container may copy the files of `seeded` paths to a volume; only the user decides that. */
  seed?: boolean
  /**
   * VOLUME of the image. Without a volume in the pod, containerd mounts a writable directory with the files of the image
   * there, unless its `ignore_image_defined_volumes` is set; with CRI-O's default `image_volumes = "mkdir"` it is part of
   * the root filesystem, so a read-only one needs a volume.
   * https://github.com/containerd/containerd/blob/main/docs/cri/config.md
   * https://github.com/cri-o/cri-o/blob/main/docs/crio.conf.5.md
   */
  volumes?: string[]
  workingDir?: string
  /** Files that it refuses to use if their group can read them: absolute paths, or names in any directory. */
  privateFiles?: string[]
  /** Ports on which it listens by default, and those of them below 1024. */
  ports?: number[]
  lowPorts?: number[]
  /** Capabilities that it needs to switch from root to its own user. */
  rootCapabilities?: string[]
  /** File capabilities of its programs, which do not start without them. */
  fileCapabilities?: string[]
  /** The programs with file capabilities. */
  fileCapabilitiesOn?: string[]
  /** Capabilities that it always needs. */
  capabilities?: string[]
  /** Programs with the setuid bit that it calls, such as sudo. */
  setuid?: string[]
  /** It does not work with `allowPrivilegeEscalation: false`. */
  needsPrivilegeEscalation?: true
  /** Whether it calls the Kubernetes API with the token of its pod. */
  apiToken?: boolean
  /** Whether it has /bin/sh. */
  shell?: boolean
  /** The memory that it ordinarily needs, as a quantity, e.g. `2Gi`. */
  memory?: string
  /** It does not start unless its user owns the data directory, as PostgreSQL. */
  ownsData?: true
  notes?: string
}

/** Built-in facts, found by the names of images, so that a run reads only those of the images in its input. */
export interface ImageCatalog {
  /** The entries of an image under one of its canonical names. */
  named(name: string): readonly ImageFacts[]
  /** The entries of all images whose names end in this folder and name, e.g. `library/redis`. */
  endingIn(part: string): readonly ImageFacts[]
  /** The entries whose names are patterns. */
  patterns(): readonly ImageFacts[]
  /** All entries, for what no name selects. */
  all(): readonly ImageFacts[]
  /** What the lock file says about the image of a reference, an entry for each platform; absent without a lock file. */
  locked?(reference: string): readonly LockedImage[]
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
