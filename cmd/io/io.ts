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

/** Everything outside that the command may touch, so that a test can call `main` without a process. Paths are absolute. */
export interface Io {
  stdin: {
    isTTY: boolean
    /** The input as bytes, in pieces; rejects where reading fails half-way. */
    read(): AsyncIterable<Uint8Array>
  }
  stdout: {
    isTTY: boolean
    /** Writes the whole text; a reader that went away is no error. */
    write(text: string): Promise<void>
  }
  stderr: {
    isTTY: boolean
    write(text: string): void
  }
  env: Readonly<Record<string, string | undefined>>
  /** Absolute path of the working directory. */
  cwd: string
  /** ISO date of today, in UTC. */
  today: string
  /** Whether there is a file, a folder or anything else at the path. */
  exists(path: string): boolean
  isFolder(path: string): boolean
  /** Throws the system's error, with its `code`, where the file can not be read. */
  readFile(path: string): Uint8Array
  /** Replaces or extends a file; throws the system's error. What is appended goes in by one write. */
  writeFile(path: string, content: string | Uint8Array, mode: 'replace' | 'append'): void
  /** Absolute path of the folder that the program's own file is in. */
  programFolder: string
  /** Absolute path of the program's file where it is an executable of its own, without Node. */
  executable?: string
  /** Copies a file, which everybody may run then; throws the system's error. */
  copyExecutable(from: string, to: string): void
  /** Names of what is in a folder, in order; throws the system's error. */
  list(path: string): string[]
  /** Makes a folder, and those above it, where it is not there yet; throws the system's error. */
  makeFolder(path: string): void
  /** Lets everybody run a file; throws the system's error. */
  makeExecutable(path: string): void
  /** Gives a file or folder another name in the same file system, where nothing may be but a file for a file; throws the system's error. */
  move(from: string, to: string): void
  /** Removes a file, or a folder with all that is in it, or nothing; throws the system's error. */
  remove(path: string): void
  /** Throws the system's error where `writeFile` could not write; changes nothing and creates nothing. */
  checkWritable(path: string): void
  /** What commands that take folders, and change files, need besides. */
  disk: Disk
  /** What runs this program, e.g. node and 20.20.2. */
  runtime: { name: string; version: string }
  /** Runs a program, found by the PATH and without a shell, to its end; never rejects over the program. */
  spawn(command: readonly string[], mode: SpawnMode): Promise<Ended>
}

/**
 * `foreground`: it has our stdin, our stderr as it writes, and the signals that we are sent.
 * Otherwise: it has no stdin, its stderr is kept, and after so many milliseconds it is killed.
 */
export type SpawnMode = 'foreground' | { timeout: number }

/** How a program came to its end. */
export interface Ended {
  /** What it wrote to stdout, byte for byte; not whole where it failed. */
  stdout: Uint8Array
  /** What it wrote to stderr, where that was kept. */
  stderr: string
  timedOut: boolean
  /** Absent where it could not be started, or died by a signal. */
  exitCode?: number
  /** The signal that it died by. */
  signal?: NodeJS.Signals
  /** A signal that we were sent while it ran, and passed on. */
  interrupted?: NodeJS.Signals
  /** The system's word for why it could not be started, e.g. ENOENT. */
  code?: string
}
