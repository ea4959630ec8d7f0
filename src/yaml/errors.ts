/** Input that can not be read. The message says what and the next step; the position is kept apart. */
export class InputError extends Error {
  override name = 'InputError'
  /** A stable word for reports and tests, e.g. `yaml`, `alias`, `depth`. */
  readonly code: string
  /** Line and column from 1, in the file. */
  readonly line: number
  readonly column: number
  /** Name of the anchor that is not there, where an alias is unknown. */
  readonly alias: string | undefined
  /** Name of the file, set by whoever knows it. */
  file = 'stdin'

  constructor(code: string, message: string, at: { line: number; column: number }, alias?: string) {
    super(message)
    this.code = code
    this.line = at.line
    this.column = at.column
    this.alias = alias
  }
}

/** What is wrong in a text at an offset of it; turned into an InputError by whoever knows where the text stands. */
export class SyntaxProblem extends Error {
  override name = 'SyntaxProblem'
  readonly code: string
  readonly offset: number
  /** Name of the anchor that is not there, where an alias is unknown. */
  readonly alias: string | undefined

  constructor(code: string, message: string, offset: number, alias?: string) {
    super(message)
    this.code = code
    this.offset = offset
    this.alias = alias
  }
}
