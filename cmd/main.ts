import { resolve } from 'node:path'
import { RULES } from '../src/generate/index.ts'
import { printable } from '../src/lib/printable.ts'
import { suggest } from '../src/lib/suggest.ts'
import type { Request } from './cli/arguments.ts'
import { COMMAND_FAILED, EXIT_EXEC, EXIT_WRITTEN, type Failure, toFailure, usageFailure } from './cli/failure.ts'
import { readVariables, warnOfUnknownVariables } from './cli/values.ts'
import { runFilter } from './commands/filter.ts'
import type { Io } from './io/io.ts'
import { print } from './run/output.ts'

/** What is asked for. The parser of arguments is loaded only where there are any, since it costs more than most runs. */
const readRequest = async (argv: readonly string[]): Promise<Request> => {
  if (argv.length === 0) return { command: 'filter', flags: {}, words: [] }
  const { readArguments } = await import('./cli/arguments.ts')
  return readArguments(
    argv,
    RULES.map(({ id }) => id),
  )
}

const refuseWord = async (io: Io, word: string): Promise<never> => {
  if (word === '') throw usageFailure('an argument is empty; leave it out, or see which variable in it is not set')
  if (/[./]/.test(word) || io.exists(resolve(io.cwd, word))) {
    throw usageFailure(
      `"${word}": the filter reads stdin and takes no files; use casehard < ${word}, or casehard check ${word}`,
    )
  }
  const { firstWords } = await import('./cli/commands.ts')
  throw usageFailure(`"${word}" is no command; ${suggest(word, firstWords(), 'commands')}`)
}

const dispatch = async (request: Request, io: Io): Promise<number> => {
  if ('print' in request) {
    await print(io, request.print)
    return EXIT_WRITTEN
  }
  const { command, flags, words } = request
  for (const warning of warnOfUnknownVariables(io.env)) io.stderr.write(`${warning}\n`)
  const values = { ...readVariables(command, io.env), ...flags }
  if (command === 'filter') {
    const [word] = words
    return word === undefined ? runFilter(io, values) : refuseWord(io, word)
  }
  const { COMMAND_ROWS } = await import('./cli/commands.ts')
  const row = COMMAND_ROWS.find(({ name }) => name === command)
  if (row === undefined) throw new Error(`the command ${command} has no row`)
  return (await row.load())(io, values, words)
}

/** `exec` lets its command's exit code through, so that all else that fails there has a code of its own. */
const exitCodeOf = async ({ exitCode, report }: Failure, argv: readonly string[]): Promise<number> => {
  if (argv.length === 0) return exitCode
  const { asksForExec } = await import('./cli/arguments.ts')
  return report.code !== COMMAND_FAILED && asksForExec(argv) ? EXIT_EXEC : exitCode
}

/** Runs something to its exit code; what it throws is told on stderr. */
const tellFailures = async (io: Io, argv: readonly string[], run: () => Promise<number>): Promise<number> => {
  try {
    return await run()
  } catch (error) {
    const failure = toFailure(error)
    const lines = failure.message.split('\n').map((line) => `${printable(line)}\n`)
    io.stderr.write(lines.join(''))
    return exitCodeOf(failure, argv)
  }
}

/** The first argument in the Helm 4 plugin's plugin.yaml: the filter, which tells of a failure in the way that Helm shows. */
const HELM_POST_RENDER = 'helm-post-render'

const postRender = async (argv: readonly string[], io: Io): Promise<number> => {
  const { answerHelm } = await import('./commands/helm-post-render.ts')
  const run = async (held: Io): Promise<number> => {
    const request = await readRequest(argv)
    if ('command' in request && request.command === 'filter') return dispatch(request, held)
    throw usageFailure(
      `${argv.join(' ')}: the plugin hardens what Helm rendered and takes the options of that only; run casehard itself for the rest`,
    )
  }
  return answerHelm(io, (held) => tellFailures(held, argv, () => run(held)))
}

/**
 * The whole command without a process: arguments and the outside in, the exit code out. Never throws.
 * @param argv the arguments after the program's name
 */
export const main = (argv: readonly string[], io: Io): Promise<number> =>
  tellFailures(io, argv, async () =>
    argv[0] === HELM_POST_RENDER ? postRender(argv.slice(1), io) : dispatch(await readRequest(argv), io),
  )
