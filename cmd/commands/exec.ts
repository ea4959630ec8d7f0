import { constants } from 'node:os'
import { basename } from 'node:path'
import type { InputFile } from '../../src/model.ts'
import {
  COMMAND_FAILED,
  EXIT_NOT_EXECUTABLE,
  EXIT_NOT_FOUND,
  EXIT_SIGNALLED,
  Failure,
  systemCause,
  usageFailure,
} from '../cli/failure.ts'
import type { Values } from '../cli/values.ts'
import type { Ended, Io } from '../io/io.ts'
import { decodeInput } from '../run/input.ts'
import { runHardening } from '../run/run.ts'
import { writeHardened } from '../run/tell.ts'

/** As a shell puts a signal into an exit code. */
const codeOf = (signal: NodeJS.Signals): number => EXIT_SIGNALLED + constants.signals[signal]

const SAY_WHY = 'nothing is written; what it says on stderr may tell why'

/** The exit code and the message of a command that did not end well; undefined where it did. */
const problemOf = (program: string, ended: Ended): [exitCode: number, message: string] | undefined => {
  const { exitCode, signal, interrupted, code } = ended
  if (code !== undefined) {
    const advice = 'check its name and the PATH'
    if (code === 'ENOENT')
      return [EXIT_NOT_FOUND, `"${program}": no such program, or it names none to run it; ${advice}`]
    const cause = systemCause({ code, message: code })
    return [EXIT_NOT_EXECUTABLE, `"${program}": it can not be run (${cause}); check its mode and its format`]
  }
  const name = basename(program)
  if (signal !== undefined) return [codeOf(signal), `${name} was ended by ${signal}; ${SAY_WHY}`]
  if (exitCode !== 0) return [exitCode ?? EXIT_NOT_EXECUTABLE, `${name} ended with exit code ${exitCode}; ${SAY_WHY}`]
  if (interrupted === undefined) return undefined
  return [codeOf(interrupted), `${interrupted} came before ${name} had ended; nothing is written; run it again`]
}

/**
 * Runs a command and gives what it printed. Throws a failure with the command's exit code where it did not end well:
 * 127 for one that is not found, 126 for one that can not be run, 128 and the signal's number for one that a signal
 * ended. Of its arguments none is told, since passwords stand in them.
 */
export const readCommandOutput = async (io: Io, command: readonly [string, ...string[]]): Promise<InputFile> => {
  const [program] = command
  const ended = await io.spawn(command, 'foreground')
  const problem = problemOf(program, ended)
  if (problem !== undefined) {
    const [exitCode, message] = problem
    throw new Failure(exitCode, `casehard: exec: ${message}`, { code: COMMAND_FAILED, message })
  }
  const name = `stdout of ${basename(program)}`
  return { name, text: decodeInput(ended.stdout, name) }
}

/** `casehard exec -- COMMAND...`: hardens what a command prints, and prints nothing where it failed. */
export const runExec = async (io: Io, said: Values, words: readonly string[]): Promise<number> => {
  const [program, ...args] = words
  if (program === undefined || program === '')
    throw usageFailure('exec: no command is named; say casehard exec -- helm template NAME CHART')
  const outcome = await runHardening(io, said, async () => [await readCommandOutput(io, [program, ...args])])
  return writeHardened(io, outcome)
}
