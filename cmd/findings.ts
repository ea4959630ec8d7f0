import type { Report } from '../src/model.ts'
import type { Said } from './values.ts'

const CAUSES = ['deviation', 'evidence', 'api-rule']

const staleNotices = ({ notices }: Report) => notices.filter(({ code }) => code === 'stale-exemption')

const COUNTS: Record<string, (report: Report) => number> = {
  changed: ({ changes }) => changes.length,
  held: ({ held }) => held.filter(({ cause }) => CAUSES.includes(cause)).length,
  assumed: ({ changes }) => changes.filter(({ confidence }) => confidence === 'assumed').length,
  stale: (report) => staleNotices(report).length,
}

/** What was found; of stale exemptions also where they stand, since a quiet run tells it nowhere else. */
const found = (kind: string, count: number, report: Report): string => {
  if (kind !== 'stale') return `${count} ${kind}`
  const places = staleNotices(report).map(({ file, document, line }) =>
    [file ?? document?.file ?? 'stdin', ...(line === undefined ? [] : [line])].join(':'),
  )
  return `${count} stale exemption${count === 1 ? '' : 's'} (${[...new Set(places)].join(', ')})`
}

/** A line for each kind of finding that the caller fails on and that there is, with what asked for it. */
export const findingsOf = (report: Report, failOn: Said | undefined): string[] =>
  [...new Set(failOn?.values)].flatMap((kind) => {
    const count = COUNTS[kind]?.(report) ?? 0
    const asked = failOn?.origin === '--fail-on' ? `--fail-on ${kind}` : failOn?.origin
    return count === 0 ? [] : [`casehard: ${found(kind, count, report)}; exit code 1, as ${asked} asks\n`]
  })
