import type { Readable, Writable } from 'node:stream'

/** The type of a directory entry. */
export type EntryType = 'file' | 'folder' | 'link' | 'other'

/** The new content of a file, written to a temporary file next to it. */
export interface StagedFile {
  /**
   * Renames the temporary file to the file, atomically; throws the system's error. A file with other names (hard links) is
   * written in place, so that all of them have the new content.
   */
  commit(): void
  /** Removes the temporary file if it still exists; never throws. */
  discard(): void
}

/** The file system operations of the commands that take paths. Paths are absolute. */
export interface Disk {
  /**
   * Returns the type of the entry at a path; undefined if there is none, or it is not accessible.
   * @param links whether to follow a symbolic link
   */
  kindOf(path: string, links: 'follow' | 'stay'): EntryType | undefined
  /** Returns the path without symbolic links; throws the system's error if it does not exist. */
  realPath(path: string): string
  /** Returns the numeric ids of the owners of an entry: that of a symbolic link and that of its target. */
  ownersOf(path: string): number[]
  /** Whether a path is the file that stdin or stdout is redirected from or to. */
  isStandardStream(path: string): boolean
  /** Returns the names in a folder, unsorted; throws the system's error. */
  list(path: string): string[]
  /**
   * Returns the entries of a folder whose names are not UTF-8: the name with escaped bytes, and as `list` returns it, with
   * U+FFFD for what is not UTF-8. Such an entry cannot be opened by its name.
   */
  listUndecodable(path: string): { name: string; lossy: string; kind: EntryType }[]
  /** Throws the system's error, with its `code`, unless the file exists and is writable. */
  checkWritable(path: string): void
  /**
   * Writes new content for a file to a temporary file next to it and flushes it to the disk. If the file exists, the
   * temporary file gets its mode and, if permitted, its owner. On an error nothing is left behind, and the system's error
   * is thrown.
   * @param mode of a new file, 0666 without the bits of the umask by default
   */
  stage(path: string, text: string, mode?: number): StagedFile
  /** Notes that a file was used today; never throws. */
  markUsed(path: string): void
  /** Returns how many days ago a file was written or marked as used; undefined if there is none. */
  daysSinceUse(path: string): number | undefined
  /** Flushes renames in a folder to the disk, if the system supports it; never throws. */
  flush(folder: string): void
  /**
   * Calls `cleanUp` before SIGINT, SIGTERM or SIGHUP ends the process. Returns a function that removes the handlers.
   */
  onInterrupt(cleanUp: () => void): () => void
  /** Lets pending signal handlers run. */
  yieldToSignals(): Promise<void>
  /** Monotonic time in milliseconds. */
  clock(): number
}

/** A terminal that a user types on. */
export interface Terminal {
  input: Readable
  output: Writable
  /** Its width. */
  columns(): number
  /** Lets the process end. */
  close(): void
}

/** All access to the environment of the process, so that a test can call `main` without one. Paths are absolute. */
export interface Io {
  stdin: {
    isTTY: boolean
    /** Reads the input in chunks; rejects if reading fails. */
    read(): AsyncIterable<Uint8Array>
  }
  stdout: {
    isTTY: boolean
    /** Writes the whole text; a closed pipe is not an error. */
    write(text: string): Promise<void>
  }
  stderr: {
    isTTY: boolean
    /** Its width in columns, if it is a terminal that tells it. */
    columns?: number | undefined
    write(text: string): void
  }
  /**
   * Opens the terminal that the user types on, which may be another than stdin if that is redirected; undefined if there is
   * none, or if stdout is not a terminal.
   */
  openTerminal(): Promise<Terminal | undefined>
  env: Readonly<Record<string, string | undefined>>
  /** Absolute path of the working directory; throws the system's error if it was deleted. */
  cwd: string
  /** The numeric id of the user; absent on Windows. */
  user?: number
  /** Today as an ISO date in UTC. */
  today: string
  /** Whether the path exists. */
  exists(path: string): boolean
  isFolder(path: string): boolean
  /** Throws the system's error, with its `code`, if the file cannot be read; `EFBIG` if no string can hold its content. */
  readFile(path: string): Uint8Array
  /**
   * Reads a regular file of at most `limit` bytes; throws the system's error, `EFBIG` for a larger file and
   * `ENOTREGULAR` for anything else, without waiting for its content.
   */
  readSmallFile(path: string, limit: number): Uint8Array
  /** Reads at most `length` bytes from the start of a regular file; throws the system's error. */
  readStart(path: string, length: number): Uint8Array
  /** Reads at most `length` bytes from a position of a regular file; throws the system's error. */
  readPart(path: string, at: number, length: number): Uint8Array
  /** Replaces a file or appends to it, with a single write; throws the system's error. */
  writeFile(path: string, content: string | Uint8Array, mode: 'replace' | 'append'): void
  /** Absolute path of the folder that contains the program. */
  programFolder: string
  /** Absolute path of the program if it is a standalone executable. */
  executable?: string
  /** Copies a file and makes the copy executable; throws the system's error. */
  copyExecutable(from: string, to: string): void
  /** Returns the names in a folder, sorted; throws the system's error. */
  list(path: string): string[]
  /**
   * Creates a folder and its parents if they do not exist; throws the system's error.
   * @param mode of the new ones, 0777 without the bits of the umask by default
   */
  makeFolder(path: string, mode?: number): void
  /** Makes a file executable for all users; throws the system's error. */
  makeExecutable(path: string): void
  /** Renames a file or folder; only a file can replace an existing file. Throws the system's error. */
  move(from: string, to: string): void
  /** Removes a file or folder with its content, if it exists; throws the system's error. */
  remove(path: string): void
  /** Throws the system's error if `writeFile` could not write; changes and creates nothing. */
  checkWritable(path: string): void
  disk: Disk
  /** The runtime and its version, e.g. node and 20.20.2. */
  runtime: { name: string; version: string }
  /** Runs a program from the PATH without a shell and waits for its end; never rejects because of the program. */
  spawn(command: readonly string[], mode: SpawnMode): Promise<ProcessResult>
}

/**
 * `foreground`: the program inherits stdin and stderr, and receives the signals of this process.
 * `through`: it also inherits stdout, so that the result has no output, and gets these variables in addition.
 * Otherwise: its stdin is `input` or nothing, its stderr is captured, and it is killed after `timeout` milliseconds.
 */
export type SpawnMode =
  | 'foreground'
  | { through: Readonly<Record<string, string>> }
  | { timeout: number; input?: string }

/** The result of a program. */
export interface ProcessResult {
  /** Its output; may be incomplete if it failed. */
  stdout: Uint8Array
  /** Its stderr, if captured. */
  stderr: string
  timedOut: boolean
  /** Absent if it could not be started, or a signal ended it. */
  exitCode?: number
  /** The signal that ended it. */
  signal?: NodeJS.Signals
  /** The first signal that this process received and forwarded to it. */
  interrupted?: NodeJS.Signals
  /** The system's error code if it could not be started, e.g. ENOENT. */
  code?: string
}
