import { ConfigurationError } from '../../src/config/errors.ts'
import { printable } from '../../src/lib/printable.ts'
import type { ReportError } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'

/** The input was read and the manifests were written. */
export const EXIT_WRITTEN = 0

/** Findings, where the caller asked to fail on them; the filter has written the manifests all the same. */
export const EXIT_FINDINGS = 1

/** Wrong usage, profile or configuration, or a report that can not be written; nothing on stdout. */
export const EXIT_USAGE = 2

/** The input is refused; nothing on stdout. */
export const EXIT_REFUSED = 3

/** A bug in casehard; nothing on stdout. */
export const EXIT_BUG = 4

/** `exec` alone: casehard itself failed, whatever over; the codes below are its command's own. As in `env` and `timeout`. */
export const EXIT_EXEC = 125

/** `exec`: the command was found and can not be run. */
export const EXIT_NOT_EXECUTABLE = 126

/** `exec`: the command was not found. */
export const EXIT_NOT_FOUND = 127

/** `exec`: a signal ended the command; its number is added, as shells do. */
export const EXIT_SIGNALLED = 128

/**
 * An expected end of a run. The message is printed as it is, `where: what; next step`, without a stack trace; the cause
 * is the error that says more of the place, where there is one.
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

/** The code in the report where the command that `exec` runs has failed, and not casehard. */
export const COMMAND_FAILED = 'command'

/** Wrong usage, and files that can not be read or written. */
export const usageFailure = (message: string, code = 'usage'): Failure =>
  new Failure(EXIT_USAGE, `casehard: ${message}`, { code, message })

const configurationFailure = (error: ConfigurationError): Failure => {
  const { message, problems } = error
  const { line, column } = problems[0] ?? {}
  const at = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }
  return new Failure(EXIT_USAGE, message, { code: 'configuration', message, ...at }, error)
}

/** Input that casehard does not take, at a place in it where that is known. */
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

/** The system's short word for an error of a file or stream, e.g. `ENOENT`, with what it means. */
export const systemCause = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  const known: Record<string, string> = {
    ENOENT: 'no such file or folder',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is no folder',
    ENOSPC: 'no space left',
    EEXIST: 'there is a file of this name',
    EROFS: 'the file system is read-only',
  }
  return (code === undefined ? undefined : known[code]) ?? message
}

/** Any exception as a failure: what is not expected is a bug, and keeps its stack for whoever mends it. */
export const toFailure = (error: unknown): Failure => {
  if (error instanceof Failure) return error
  // Names and values of the input stand in it, line feeds among them.
  if (error instanceof InputError) return refusal(error.code, printable(error.message), error.file, error, error)
  if (error instanceof ConfigurationError) return configurationFailure(error)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const advice = 'please report it with this text, the version and, if you may share it, the input'
  return new Failure(EXIT_BUG, `casehard: a bug: ${message}; ${advice}\n${stack}`, { code: 'bug', message })
}
