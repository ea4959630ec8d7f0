/** Input that can not be read. The message says what and the next step; the position is kept apart. */
export class InputError extends Error {
  override name = 'InputError'
  /** A stable word for reports and tests, e.g. `yaml`, `alias`, `depth`. */
  readonly code: string
  /** Line and column from 1, in the file. */
  readonly line: number
  readonly column: number
  /** Name of the file, set by whoever knows it. */
  file = 'stdin'

  constructor(code: string, message: string, at: { line: number; column: number }) {
    super(message)
    this.code = code
    this.line = at.line
    this.column = at.column
  }
}

/** What is wrong in a text at an offset of it; turned into an InputError by whoever knows where the text stands. */
export class SyntaxProblem extends Error {
  override name = 'SyntaxProblem'
  readonly code: string
  readonly offset: number

  constructor(code: string, message: string, offset: number) {
    super(message)
    this.code = code
    this.offset = offset
  }
}
