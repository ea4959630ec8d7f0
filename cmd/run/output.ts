import { formatCount } from '../../src/lib/format.ts'
import type { Report } from '../../src/model.ts'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { OptionValue } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { STDIN } from './input.ts'

const CAUSES = ['deviation', 'evidence', 'api-rule']

const staleNotices = ({ notices }: Report) => notices.filter(({ code }) => code === 'stale-exemption')

const COUNTS: Record<string, (report: Report) => number> = {
  changed: ({ changes }) => changes.length,
  held: ({ held }) => held.filter(({ cause }) => CAUSES.includes(cause)).length,
  assumed: ({ changes }) => changes.filter(({ confidence }) => confidence === 'assumed').length,
  stale: (report) => staleNotices(report).length,
}

/** Formats the number of stale exemptions and their positions, which a quiet run prints nowhere else. */
export const staleFinding = (places: readonly string[]): string =>
  `${formatCount(places.length, 'stale exemption')} (${[...new Set(places)].join(', ')})`

/** Formats the reason for exit code 1: the findings, and the option that selected them. */
export const failureLine = (found: string, kind: string, origin: string): string =>
  `casehard: ${found}; exit code 1 because of ${origin === '--fail-on' ? `--fail-on ${kind}` : origin}\n`

const found = (kind: string, count: number, report: Report, name: string): string =>
  kind === 'stale'
    ? staleFinding(
        staleNotices(report).map(({ file, document, line }) =>
          [file ?? document?.file ?? name, ...(line === undefined ? [] : [line])].join(':'),
        ),
      )
    : `${count} ${kind}`

/**
 * Formats a line for each kind of finding that is present and selected by `--fail-on`.
 * @param name the name of the input, which the report of a single stream does not contain
 */
export const findingsOf = (report: Report, failOn: OptionValue | undefined, name = STDIN): string[] =>
  [...new Set(failOn?.values)].flatMap((kind) => {
    const count = COUNTS[kind]?.(report) ?? 0
    return count === 0 ? [] : [failureLine(found(kind, count, report, name), kind, failOn?.origin ?? '')]
  })

/** Writes to stdout. Throws a failure unless the only problem is that the reader closed the pipe. */
export const print = async (io: Io, text: string): Promise<void> => {
  try {
    await io.stdout.write(text)
  } catch (error) {
    throw usageFailure(`stdout: writing failed (${systemCause(error)}); do not use the output`)
  }
}

/** Whether to use colour on a stream: it is a capable terminal, and `NO_COLOR` is unset. */
export const mayColor = (io: Io, stream: { isTTY: boolean }): boolean =>
  !io.env.NO_COLOR && io.env.TERM !== 'dumb' && stream.isTTY
