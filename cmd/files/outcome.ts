import type { Notice } from '../../src/model.ts'
import { EXIT_FINDINGS, EXIT_REFUSED, EXIT_WRITTEN, failureText } from '../cli/failure.ts'
import type { OptionValue } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { type Countable, findingsOf } from '../run/output.ts'
import type { GatheredFiles } from './gather.ts'
import { problemNotice } from './problems.ts'

/** Lists for the report what was left out, what could not be read, and that nothing was found. */
export const noticesOf = (
  { files, skipped, problems, excluded }: GatheredFiles,
  paths: readonly string[],
): Notice[] => {
  const leftOut = skipped.flatMap(({ name, reason, line }): Notice[] =>
    line === undefined ? [] : [{ code: 'left-out', message: `left out: ${reason}`, file: name, line }],
  )
  const isEmpty = files.every(({ text, evidenceOnly }) => evidenceOnly || text.trim() === '')
  const isExplained = skipped.length + problems.length + excluded.count > 0 || paths.includes('-')
  return [
    ...leftOut,
    ...problems.map(problemNotice),
    ...(isEmpty && !isExplained ? [{ code: 'no-manifests', message: `no manifests in ${paths.join(', ')}` }] : []),
  ]
}

/**
 * Prints the findings of `--fail-on` and the files that could not be read on stderr; returns the exit code.
 * @param failed whether the command found something
 */
export const endRun = (
  io: Io,
  { report, failOn, gathered }: { report: Countable; failOn?: OptionValue; gathered: GatheredFiles },
  failed: boolean,
): number => {
  const findings = findingsOf(report, failOn, gathered.files[0]?.name)
  for (const line of findings) io.stderr.write(line)
  for (const { failure } of gathered.problems) io.stderr.write(failureText(failure))
  if (gathered.problems.length > 0) return EXIT_REFUSED
  return failed || findings.length > 0 ? EXIT_FINDINGS : EXIT_WRITTEN
}
