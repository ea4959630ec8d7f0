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
  /** Makes a folder and those above it where they are absent; throws the system's error. */
  makeFolder(path: string): void
  /** Throws the system's error, with its `code`, where the file can not be read. */
  readFile(path: string): Uint8Array
  /** Replaces or extends a file; throws the system's error. */
  writeFile(path: string, text: string, mode: 'replace' | 'append'): void
}
