/** An account of an image, from its `/etc/passwd` and `/etc/group`. */
export interface ImageAccount {
  name: string
  uid: number
  /** Its primary group. */
  gid: number
  /** Its other groups, ascending; absent if it has none. */
  groups?: number[]
  home?: string
}

/** A program with file capabilities. */
export interface CapableProgram {
  path: string
  /** Without `CAP_`, sorted. */
  capabilities: string[]
  /** The effective bit is set, so the kernel refuses to start it where one of them is dropped. */
  effective?: true
}

/** Directories of an image that a user, a group, or everybody may write to. */
export interface WritableDirectories {
  /** The user that owns them. At most one of `user` and `group` is set; neither: everybody may write. */
  user?: number
  /** The group that may write to them. */
  group?: number
  /** The uppermost ones, sorted. */
  paths: string[]
  /** Directories below them that the same user, group or everybody may not write to: the uppermost ones, sorted. */
  except?: string[]
}

/** What the script does that the image starts. */
export interface StartScript {
  path: string
  /** The account that it changes to if it starts as root (`gosu redis`, `su-exec`, `setpriv`), by name or number. */
  switchesTo?: string
  /** It asks for the user id, so it also works if another user starts it. */
  asksForUser?: true
  /** Paths whose owner it changes. */
  changesOwnerOf?: string[]
}

/** What the configuration of an image says. */
export interface LockedConfig {
  /** USER as written; absent: root. */
  user?: string
  entrypoint?: string[]
  command?: string[]
  workingDir?: string
  /** The names of its environment variables, never their values. */
  env?: string[]
  /** As in the configuration, e.g. `8080/tcp`. */
  ports?: string[]
  volumes?: string[]
}

/** What the layers of an image show. Lists are sorted; an absent list is empty. */
export interface LockedFiles {
  /** Whether it has a shell. */
  shell: boolean
  /** Accounts other than root and those of the distribution that own nothing here and that nothing names. */
  accounts?: ImageAccount[]
  /** Which of `/tmp` and `/var/tmp` are there and open to everybody. */
  temporary?: string[]
  /** Directories that a user other than root may write to, except those in `temporary`. */
  writable?: WritableDirectories[]
  /** Declared volumes, writable directories and paths of built-in facts that hold files. */
  seeded?: string[]
  fileCapabilities?: CapableProgram[]
  /** Programs with the setuid or setgid bit of root. */
  setuid?: string[]
  /** The path of the program that entrypoint and command start, with links followed; absent: it was not found. */
  program?: string
  script?: StartScript
  /** Files of the working directory, home or volumes that only root may read, at most 10. */
  rootOnly?: string[]
}

/** An image of a lock file. */
export interface LockedImage {
  /** As written in the manifests. */
  image: string
  /** What the registry gives for it: the digest of the index, if there is one. */
  digest: string
  /** The digest of the manifest for `platform`, if `digest` is that of an index. */
  manifest?: string
  /** E.g. `linux/amd64`. */
  platform: string
  /** The day on which this was found, `YYYY-MM-DD`; it changes only with what was found. */
  found: string
  /** Where it comes from, if not from the image's registry, e.g. `oci-layout`, `docker-save`, `trivy`. */
  from?: string
  config: LockedConfig
  /** Absent: the layers were not read. */
  files?: LockedFiles
}

/** What `casehard images lock` writes: facts about images, by their digests. */
export interface ImageLock {
  apiVersion: 'casehard.dev/v1'
  kind: 'ImageLock'
  /** Sorted by `image`, then `platform`. */
  images: LockedImage[]
}
