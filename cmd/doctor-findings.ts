/** A way of calling casehard, and the line to type. */
export interface Way {
  way: string
  line: string
  /** What has to be done first; absent where the line works as it stands. */
  missing?: string
}

/** A program as the doctor found it; `path` is absent where it is not on the PATH. */
export interface Examined {
  program: string
  path?: string
  version?: string
  lines: Way[]
  /** What is wrong, and what to do. */
  problems: string[]
  notes: string[]
}
