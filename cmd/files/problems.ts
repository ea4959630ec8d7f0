import type { InputFile, Notice } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { splitStream } from '../../src/yaml/split.ts'
import { EXIT_REFUSED, Failure, refusal, systemCause, toFailure } from '../cli/failure.ts'

/** A file or folder that cannot be read, or a file that is refused. */
export interface Problem {
  name: string
  failure: Failure
}

/** Creates the problem of a file or folder that a search found and that cannot be read. */
export const unreadable = (name: string, what: string, advice: string): Problem => ({
  name,
  failure: refusal('read', `${what}; ${advice}`, name),
})

/** Creates the problem for an error of the system. */
export const systemProblem = (name: string, what: string, error: unknown): Problem =>
  unreadable(
    name,
    `the ${what} cannot be read (${systemCause(error)})`,
    'check its mode, or leave it out with --exclude',
  )

/** Runs a part of the work on one file. A failure becomes a problem; a bug is thrown. */
export const attemptFile = <T>(problems: Problem[], name: string, act: () => T): T | undefined => {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof Failure || error instanceof InputError)) throw error
    problems.push({ name, failure: toFailure(error) })
    return undefined
  }
}

/** Combines problems to one failure, which lists all of them. */
export const combineProblems = (problems: readonly Problem[]): Failure => {
  const failures = problems.map(({ failure }) => failure)
  const [first] = failures
  if (first !== undefined && failures.length === 1) return first
  const message = failures.map((failure) => failure.message).join('\n')
  return new Failure(EXIT_REFUSED, message, { code: first?.report.code ?? 'read', message })
}

/** Builds the notice for a problem. */
export const problemNotice = ({ name, failure }: Problem): Notice => {
  const { message, line = 1 } = failure.report
  return { code: 'refused', message, file: name, line }
}

/** Whether all documents of a file can be parsed, also those that are usually copied unparsed. */
const isReadable = (problems: Problem[], file: InputFile): boolean =>
  attemptFile(problems, file.name, () => {
    for (const { text, line, hasContent } of splitStream(file.text)) {
      try {
        if (hasContent) parseSlice(text, line)
      } catch (error) {
        throw error instanceof InputError ? Object.assign(error, { file: file.name }) : error
      }
    }
    return true
  }) === true

/**
 * Runs the work on all files; if it refuses any, runs it on each file alone to find all refused files, and then on the
 * rest. A single file that is refused is an error, unless there are other problems already.
 * @throws InputError
 */
export const withoutRefused = <T>(
  files: readonly InputFile[],
  problems: Problem[],
  run: (files: readonly InputFile[]) => T,
): { result: T; kept: InputFile[] } => {
  let kept = [...files]
  for (;;) {
    try {
      return { result: run(kept), kept }
    } catch (error) {
      if (!(error instanceof InputError) || (files.length === 1 && problems.length === 0)) throw error
      const good = kept.filter((file) => {
        const before = problems.length
        attemptFile(problems, file.name, () => run([file]))
        return problems.length === before
      })
      // Together with the others, a file may be read more closely than alone: a ConfigMap that a pod names is parsed.
      const closer = good.length < kept.length ? good : good.filter((file) => isReadable(problems, file))
      if (closer.length === kept.length) throw error
      kept = closer
    }
  }
}
