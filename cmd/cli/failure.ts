import { ConfigurationError } from '../../src/config/validate.ts'
import { printable } from '../../src/lib/printable.ts'
import type { ReportError } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { LARGEST_INPUT } from '../io/read-files.ts'

/** The input was read and the manifests were written. */
export const EXIT_WRITTEN = 0

/** Findings selected by the caller, e.g. by `--fail-on`; the filter still writes the manifests. */
export const EXIT_FINDINGS = 1

/** Invalid usage, profile or configuration, or a report that cannot be written; stdout is empty. */
export const EXIT_USAGE = 2

/** The input is refused; stdout is empty. */
export const EXIT_REFUSED = 3

/** A bug in casehard; stdout is empty. */
export const EXIT_BUG = 4

/** `exec` only: casehard itself failed; lower codes are those of the command. As in `env` and `timeout`. */
export const EXIT_EXEC = 125

/** `exec`: the command was found but cannot be run. */
export const EXIT_NOT_EXECUTABLE = 126

/** `exec`: the command was not found. */
export const EXIT_NOT_FOUND = 127

/** `exec`: a signal ended the command; the exit code is this plus the signal number, as in shells. */
export const EXIT_SIGNALLED = 128

/**
 * An expected failure of a run. Its message, `where: what; next step`, is printed without a stack trace. The cause is the
 * error that has more details about the position, if there is one.
 */
export class Failure extends Error {
  override name = 'Failure'
  readonly exitCode: number
  readonly report: ReportError

  constructor(exitCode: number, message: string, report: ReportError, cause?: Error) {
    super(message, { cause })
    this.exitCode = exitCode
    this.report = report
  }
}

/** The code in the report if the command of `exec` failed, not casehard. */
export const COMMAND_FAILED = 'command'

/** Formats a failure for stderr. */
export const failureText = ({ message }: Failure): string =>
  message
    .split('\n')
    .map((line) => `${printable(line)}\n`)
    .join('')

/** Creates the failure for invalid usage, and for files that cannot be read or written. */
export const usageFailure = (message: string, code = 'usage'): Failure =>
  new Failure(EXIT_USAGE, `casehard: ${message}`, { code, message })

const configurationFailure = (error: ConfigurationError): Failure => {
  const { message, problems } = error
  const { line, column } = problems[0] ?? {}
  const at = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }
  return new Failure(EXIT_USAGE, message, { code: 'configuration', message, ...at }, error)
}

/** Creates the failure for refused input, with the position in the file if it is known. */
export const refusal = (
  code: string,
  message: string,
  file: string,
  at?: { line: number; column: number },
  cause?: Error,
): Failure => {
  if (at === undefined) return new Failure(EXIT_REFUSED, `${file}: ${message}`, { code, message }, cause)
  const { line, column } = at
  return new Failure(EXIT_REFUSED, `${file}:${line}:${column}: ${message}`, { code, message, line, column }, cause)
}

/** Returns a description of a system error, e.g. "no such file or folder" for `ENOENT`. */
export const systemCause = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  const known: Record<string, string> = {
    ENOENT: 'no such file or folder',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is not a folder',
    ENOSPC: 'no space left',
    EEXIST: 'a file of this name exists',
    EROFS: 'the file system is read-only',
    ENOTREGULAR: 'it is not a regular file',
    EFBIG: 'it is too large',
    ERR_INVALID_ARG_VALUE: 'the name contains a null character',
    ELOOP: 'a symbolic link leads to itself',
  }
  // The message of Node ends with the system call and the path.
  return (code === undefined ? undefined : known[code]) ?? message.replace(/, \w+ '[\s\S]*$/, '')
}

/** The refusal of input that no string can hold. */
export const tooLarge = (file: string): Failure =>
  refusal(
    'size',
    `larger than ${Math.round(LARGEST_INPUT / 2 ** 20)} MB; split the input, and run casehard on each part`,
    file,
  )

/** Whether a text became longer than a string can be: in V8 and in JavaScriptCore. */
const isTooLong = (error: unknown): boolean => {
  const { code, message = '' } = error as NodeJS.ErrnoException
  return (
    code === 'ERR_STRING_TOO_LONG' ||
    (error instanceof RangeError && /^Invalid string length|^Out of memory/.test(message))
  )
}

/** Converts any exception to a failure; an unexpected one is a bug, and its message contains the stack trace. */
export const toFailure = (error: unknown): Failure => {
  if (error instanceof Failure) return error
  if (isTooLong(error)) return tooLarge('the output')
  // The message quotes names and values from the input, which may contain line feeds.
  if (error instanceof InputError) return refusal(error.code, printable(error.message), error.file, error, error)
  if (error instanceof ConfigurationError) return configurationFailure(error)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const advice = 'please report it with this text, the version and, if you may share it, the input'
  return new Failure(EXIT_BUG, `casehard: a bug: ${message}; ${advice}\n${stack}`, { code: 'bug', message })
}
