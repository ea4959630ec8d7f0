/** Input that cannot be read. The message gives the fault and the next step; the position is kept in fields. */
export class InputError extends Error {
  override name = 'InputError'
  /** A stable code for reports and tests, e.g. `yaml`, `alias`, `depth`. */
  readonly code: string
  /** Line and column from 1, in the file. */
  readonly line: number
  readonly column: number
  /** Of an unknown alias: the name of the missing anchor. */
  readonly alias: string | undefined
  /** Name of the file, set by the caller that knows it. */
  file = 'stdin'

  constructor(code: string, message: string, at: { line: number; column: number }, alias?: string) {
    super(message)
    this.code = code
    this.line = at.line
    this.column = at.column
    this.alias = alias
  }
}

/** A fault at an offset of a text; `parseSlice` turns it into an InputError with a line. */
export class SyntaxProblem extends Error {
  override name = 'SyntaxProblem'
  readonly code: string
  readonly offset: number
  /** Of an unknown alias: the name of the missing anchor. */
  readonly alias: string | undefined

  constructor(code: string, message: string, offset: number, alias?: string) {
    super(message)
    this.code = code
    this.offset = offset
    this.alias = alias
  }
}
