import { constants } from 'node:os'
import { basename } from 'node:path'
import type { InputFile } from '../../../src/model.ts'
import {
  COMMAND_FAILED,
  EXIT_NOT_EXECUTABLE,
  EXIT_NOT_FOUND,
  EXIT_SIGNALLED,
  Failure,
  systemCause,
  usageFailure,
} from '../../cli/failure.ts'
import type { Values } from '../../cli/values.ts'
import type { Io, ProcessResult } from '../../io/io.ts'
import { decodeInput } from '../../run/input.ts'
import { runWithProgress, writeHardened } from '../../run/run.ts'

/** Returns the exit code for a signal, as in shells. */
const codeOf = (signal: NodeJS.Signals): number => EXIT_SIGNALLED + constants.signals[signal]

const ADVICE = 'nothing is written; see its messages on stderr'

/** Returns the exit code and the message if a command failed. */
const problemOf = (program: string, result: ProcessResult): [exitCode: number, message: string] | undefined => {
  const { exitCode, signal, interrupted, code } = result
  if (code !== undefined) {
    const advice = 'check the name and the PATH'
    if (code === 'ENOENT')
      return [EXIT_NOT_FOUND, `"${program}": the program or its interpreter does not exist; ${advice}`]
    const cause = systemCause({ code, message: code })
    return [EXIT_NOT_EXECUTABLE, `"${program}" cannot be run (${cause}); check its mode and its format`]
  }
  const name = basename(program)
  if (signal !== undefined) return [codeOf(signal), `${name} was ended by ${signal}; ${ADVICE}`]
  if (exitCode !== 0) return [exitCode ?? EXIT_NOT_EXECUTABLE, `${name} ended with exit code ${exitCode}; ${ADVICE}`]
  if (interrupted === undefined) return undefined
  return [codeOf(interrupted), `${interrupted} arrived before ${name} ended; nothing is written; run it again`]
}

/** Throws a failure with the exit code of a command that failed, with messages that never contain its arguments. */
export const checkEnd = (program: string, result: ProcessResult): void => {
  const problem = problemOf(program, result)
  if (problem === undefined) return
  const [exitCode, message] = problem
  throw new Failure(exitCode, `casehard: exec: ${message}`, { code: COMMAND_FAILED, message })
}

/**
 * Runs a command and returns its output. Throws a failure with the command's exit code if it fails, with 127 if it is not
 * found, 126 if it cannot be run, and 128 plus the signal number if a signal ended it. Messages never contain its
 * arguments, which may be passwords.
 */
export const readCommandOutput = async (io: Io, command: readonly [string, ...string[]]): Promise<InputFile> => {
  const [program] = command
  const result = await io.spawn(command, 'foreground')
  checkEnd(program, result)
  const name = `stdout of ${basename(program)}`
  return { name, text: decodeInput(result.stdout, name) }
}

/** `casehard exec -- COMMAND...`: hardens the output of a command, and prints nothing if the command fails. */
export const runExec = async (io: Io, requested: Values, positionals: readonly string[]): Promise<number> => {
  const [program, ...args] = positionals
  if (program === undefined || program === '')
    throw usageFailure('exec: the command is missing; use casehard exec -- helm template NAME CHART')
  const outcome = await runWithProgress(io, requested, async () => [await readCommandOutput(io, [program, ...args])])
  return writeHardened(io, outcome)
}
