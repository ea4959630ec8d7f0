/** A fault of a configuration; line and column from 1, absent if a flag or a variable is at fault. */
export interface Problem {
  line?: number
  column?: number
  /** The value or key in question (RFC 6901), if there is one. */
  pointer?: string
  message: string
}

/**
 * A profile or configuration that cannot be used, with all problems of one file. The message has a line for each:
 * `FILE:LINE:COLUMN: fault; what is legal`.
 */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
  /** Name of the file as the user gave it, or of the flag. */
  readonly file: string
  readonly problems: readonly Problem[]

  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((problem) => `${formatPlace(file, problem)}: ${problem.message}`).join('\n'))
    this.file = file
    this.problems = problems
  }
}

const formatPlace = (file: string, { line, column }: Problem): string =>
  line === undefined ? file : `${file}:${line}:${column ?? 1}`
