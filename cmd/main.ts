import { resolve } from 'node:path'
import { RULES } from '../src/generate/index.ts'
import { printable, printableLines } from '../src/lib/printable.ts'
import { suggest } from '../src/lib/suggest.ts'
import type { Request } from './cli/arguments.ts'
import {
  COMMAND_FAILED,
  EXIT_EXEC,
  EXIT_WRITTEN,
  type Failure,
  failureText,
  systemCause,
  toFailure,
  usageFailure,
} from './cli/failure.ts'
import { readVariables, warnOfUnknownVariables } from './cli/values.ts'
import { filterCommand } from './commands/filter/command.ts'
import type { Io } from './io/io.ts'
import { print } from './run/output.ts'

/** Parses the arguments. Without arguments the parser is not loaded: that would take longer than most runs. */
const readRequest = async (argv: readonly string[], { env }: Io): Promise<Request> => {
  if (argv.length === 0) return { command: filterCommand, flags: {}, positionals: [] }
  const { readArguments } = await import('./cli/arguments.ts')
  return readArguments(
    argv,
    RULES.map(({ id }) => id),
    env.SHELL,
  )
}

/** Throws the usage failure for a word that is not a command. */
const refuseWord = async (io: Io, word: string): Promise<never> => {
  if (word === '') throw usageFailure('an argument is empty; omit it, or check for an unset shell variable')
  if (/[./]/.test(word) || io.exists(resolve(io.cwd, word))) {
    throw usageFailure(
      `"${word}": casehard without a command reads stdin, not files; use casehard < ${word}, or casehard check ${word}`,
    )
  }
  const { firstWords } = await import('./cli/arguments.ts')
  throw usageFailure(`"${word}" is not a command; ${suggest(word, firstWords(), 'commands')}`)
}

const dispatch = async (request: Request, io: Io): Promise<number> => {
  if ('print' in request) {
    await print(io, request.print)
    return EXIT_WRITTEN
  }
  const { command, flags, positionals } = request
  for (const warning of warnOfUnknownVariables(io.env)) io.stderr.write(printableLines(`${printable(warning)}\n`))
  const values = { ...readVariables(command.options, io.env), ...flags }
  const [word] = positionals
  if (command === filterCommand && word !== undefined) return refuseWord(io, word)
  const run = await command.load()
  return run(io, values, positionals)
}

/** The code in the report if the working folder was deleted. */
const NO_FOLDER = 'folder'

/** Throws a failure if the working folder was deleted. Not even the parser of arguments can be loaded then. */
const checkFolder = (io: Io): void => {
  try {
    io.cwd.at(0)
  } catch (error) {
    const message = `the working folder cannot be used (${systemCause(error)}); change to a folder that exists`
    throw usageFailure(message, NO_FOLDER)
  }
}

/** Returns the exit code of a failure. With `exec` every failure of casehard has the same code, unlike the command's. */
const exitCodeOf = async ({ exitCode, report }: Failure, argv: readonly string[]): Promise<number> => {
  if (argv.length === 0) return exitCode
  if (report.code === NO_FOLDER) return argv[0] === 'exec' ? EXIT_EXEC : exitCode
  const { callsExec } = await import('./cli/arguments.ts')
  return report.code !== COMMAND_FAILED && callsExec(argv) ? EXIT_EXEC : exitCode
}

/** Runs a function that returns an exit code; prints the error on stderr if it throws. */
const reportFailures = async (io: Io, argv: readonly string[], run: () => Promise<number>): Promise<number> => {
  try {
    return await run()
  } catch (error) {
    const failure = toFailure(error)
    io.stderr.write(printableLines(failureText(failure)))
    return exitCodeOf(failure, argv)
  }
}

/** The first argument in the Helm 4 plugin's plugin.yaml: the filter, with failures in the form that Helm prints. */
const HELM_POST_RENDER = 'helm-post-render'

const postRender = async (argv: readonly string[], io: Io): Promise<number> => {
  const { answerHelm } = await import('./commands/plugin/helm-post-render.ts')
  const run = async (buffered: Io): Promise<number> => {
    const request = await readRequest(argv, buffered)
    if ('command' in request && request.command === filterCommand) return dispatch(request, buffered)
    throw usageFailure(
      `${argv.join(' ')}: the Helm plugin accepts only the options of casehard without a command; run casehard directly for other commands`,
    )
  }
  return answerHelm(io, (buffered) => reportFailures(buffered, argv, () => run(buffered)))
}

/**
 * Runs the command line without a process and returns the exit code. Never throws.
 * @param argv the arguments after the program's name
 */
export const main = (argv: readonly string[], io: Io): Promise<number> =>
  reportFailures(io, argv, async () => {
    checkFolder(io)
    return argv[0] === HELM_POST_RENDER ? postRender(argv.slice(1), io) : dispatch(await readRequest(argv, io), io)
  })
