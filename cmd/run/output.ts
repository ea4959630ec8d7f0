import { formatCount } from '../../src/lib/format.ts'
import { printable } from '../../src/lib/printable.ts'
import type { Report } from '../../src/model.ts'
import { isFault } from '../../src/report/format.ts'
import { systemCause, usageFailure } from '../cli/failure.ts'
import type { OptionValue } from '../cli/values.ts'
import type { Io } from '../io/io.ts'
import { STDIN } from './input.ts'

const staleNotices = ({ notices }: Pick<Report, 'notices'>) => notices.filter(({ code }) => code === 'stale-exemption')

const leftOutNotices = ({ notices }: Pick<Report, 'notices'>) => notices.filter(({ code }) => code === 'left-out')

/** The entries of a report that `--fail-on` counts. */
export type Countable = Pick<Report, 'changes' | 'held' | 'notices'>

const COUNTS: Record<string, (report: Countable) => number> = {
  changed: ({ changes }) => changes.length,
  held: ({ held }) => held.filter(isFault).length,
  unknown: ({ held }) => held.filter(({ cause }) => cause === 'unknown').length,
  assumed: ({ changes }) => changes.filter(({ confidence }) => confidence === 'assumed').length,
  stale: (report) => staleNotices(report).length,
  'left-out': (report) => leftOutNotices(report).length,
}

/** Formats the number of stale exemptions and their positions, which a quiet run prints nowhere else. */
export const staleFinding = (places: readonly string[]): string =>
  `${formatCount(places.length, 'stale exemption')} (${[...new Set(places)].join(', ')})`

/** Formats the reason for exit code 1: the findings, and the option that selected them. */
export const failureLine = (found: string, kind: string, origin: string): string =>
  `casehard: ${printable(found)}; exit code 1 because of ${origin === '--fail-on' ? `--fail-on ${kind}` : origin}\n`

const found = (kind: string, count: number, report: Countable, name: string): string => {
  if (kind === 'left-out') {
    const names = leftOutNotices(report).map(({ file = '' }) => printable(file))
    return `${formatCount(count, 'file')} left out (${names.join(', ')})`
  }
  if (kind !== 'stale') return `${count} ${kind}`
  return staleFinding(
    staleNotices(report).map(({ file, document, line }) =>
      [file ?? document?.file ?? name, ...(line === undefined ? [] : [line])].join(':'),
    ),
  )
}

/**
 * Formats a line for each kind of finding that is present and selected by `--fail-on`.
 * @param name the name of the input, which the report of a single stream does not contain
 */
export const findingsOf = (report: Countable, failOn: OptionValue | undefined, name = STDIN): string[] =>
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

/** Marks the report of a run that writes nothing, in the order of the schema. */
export const asCheck = ({ summary, changes, held, skipped, pods, notices, ...head }: Report): Report => ({
  ...head,
  check: true,
  summary,
  changes,
  held,
  skipped,
  pods,
  notices,
})

/**
 * Whether to use colour on a stream: it is a capable terminal, or `FORCE_COLOR` is set and not 0. `NO_COLOR` takes precedence
 * (https://no-color.org, https://force-color.org).
 */
export const mayColor = ({ env }: Pick<Io, 'env'>, stream: { isTTY: boolean }): boolean => {
  if (env.NO_COLOR || env.FORCE_COLOR === '0') return false
  return Boolean(env.FORCE_COLOR) || (env.TERM !== 'dumb' && stream.isTTY)
}

/** A terminal that is narrower than this is treated as if it had this width. */
const LEAST_COLUMNS = 20

/** Returns how a text for stderr is laid out: its colour, and the width of its lines if it is a terminal. */
export const stderrLayout = (io: Io): { color: boolean; columns?: number } => {
  const { isTTY, columns } = io.stderr
  const color = mayColor(io, io.stderr)
  return isTTY && columns ? { color, columns: Math.max(LEAST_COLUMNS, columns) } : { color }
}
