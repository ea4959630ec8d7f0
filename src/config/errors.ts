/** One thing that is wrong with a configuration; line and column from 1, absent where a flag or a variable is at fault. */
export interface Problem {
  line?: number
  column?: number
  /** The value or key in question (RFC 6901), where it has one. */
  pointer?: string
  message: string
}

/**
 * A profile or configuration that can not be used. It carries all problems of one file; its message has a line for
 * each: `FILE:LINE:COLUMN: what is wrong; what is legal`.
 */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
  /** Name of the file as the user would say it, or of the flag. */
  readonly file: string
  readonly problems: readonly Problem[]

  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((problem) => `${whereOf(file, problem)}: ${problem.message}`).join('\n'))
    this.file = file
    this.problems = problems
  }
}

const whereOf = (file: string, { line, column }: Problem): string =>
  line === undefined ? file : `${file}:${line}:${column ?? 1}`
