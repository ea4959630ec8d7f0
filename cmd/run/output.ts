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

/** Stale exemptions with their places, since a quiet run tells them nowhere else. */
export const staleFinding = (places: readonly string[]): string =>
  `${places.length} stale exemption${places.length === 1 ? '' : 's'} (${[...new Set(places)].join(', ')})`

/** The line that says why the exit code is 1: what was found, and what asked to fail over it. */
export const failureLine = (found: string, kind: string, origin: string): string =>
  `casehard: ${found}; exit code 1, as ${origin === '--fail-on' ? `--fail-on ${kind}` : origin} asks\n`

const found = (kind: string, count: number, report: Report, name: string): string =>
  kind === 'stale'
    ? staleFinding(
        staleNotices(report).map(({ file, document, line }) =>
          [file ?? document?.file ?? name, ...(line === undefined ? [] : [line])].join(':'),
        ),
      )
    : `${count} ${kind}`

/**
 * A line for each kind of finding that the caller fails on and that there is.
 * @param name of the input, where it is one stream, which the report does not name
 */
export const findingsOf = (report: Report, failOn: OptionValue | undefined, name = STDIN): string[] =>
  [...new Set(failOn?.values)].flatMap((kind) => {
    const count = COUNTS[kind]?.(report) ?? 0
    return count === 0 ? [] : [failureLine(found(kind, count, report, name), kind, failOn?.origin ?? '')]
  })

/** Writes to stdout; throws a failure where that is impossible for another reason than a reader that went away. */
export const print = async (io: Io, text: string): Promise<void> => {
  try {
    await io.stdout.write(text)
  } catch (error) {
    throw usageFailure(`stdout: writing failed (${systemCause(error)}); do not use what was written`)
  }
}

/** Whether colour may be used on a stream: a terminal that can, and a user who did not decline. */
export const mayColor = (io: Io, stream: { isTTY: boolean }): boolean =>
  !io.env.NO_COLOR && io.env.TERM !== 'dumb' && stream.isTTY
