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
  /** Gives a file or folder another name in the same file system, where nothing may be but a file for a file; throws the system's error. */
  move(from: string, to: string): void
  /** Removes a file, or a folder with all that is in it, or nothing; throws the system's error. */
  remove(path: string): void
}
