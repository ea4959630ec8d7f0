/** What there is at a path. */
export type Kind = 'file' | 'folder' | 'link' | 'other'

/** A new version of a file, complete on the disk beside it and not yet in its place. */
export interface Draft {
  /** Puts it in the file's place, at once and whole; throws the system's error. */
  commit(): void
  /** Takes it off the disk, as far as that is possible; never throws. */
  discard(): void
}

/** Folders, and files that are replaced: what only the commands that take paths touch. Paths are absolute. */
export interface Disk {
  /**
   * What there is at a path; undefined where there is nothing or nothing that may be looked at.
   * @param links whether a symbolic link counts as what it leads to
   */
  kindOf(path: string, links: 'follow' | 'stay'): Kind | undefined
  /** The names in a folder, in no order; throws the system's error. */
  list(path: string): string[]
  /** Throws the system's error, with its `code`, where the file is not there to be written to. */
  checkWritable(path: string): void
  /**
   * Writes a new version of a file beside it, with the file's mode and, as far as the system lets us, its owner; all of
   * it is on the disk when this returns. Throws the system's error, and leaves nothing behind then.
   */
  draft(path: string, text: string): Draft
  /** Makes sure that the names in a folder, which drafts have taken, outlive a power failure, where the system can; never throws. */
  flush(folder: string): void
  /**
   * Calls `cleanUp` where the user or the system ends the process (SIGINT, SIGTERM, SIGHUP), and then lets it end.
   * Gives a function that ends this.
   */
  onInterrupt(cleanUp: () => void): () => void
  /** Lets an interruption that has come be noticed. */
  breathe(): Promise<void>
  /** Milliseconds since some time. */
  clock(): number
}
