import { isDate } from '../src/profile/parse.ts'
import { usageFailure } from './failure.ts'
import type { Io } from './io.ts'
import { single, type Values } from './values.ts'

/** Stands in for the clock of a build that can be repeated: https://reproducible-builds.org/specs/source-date-epoch/ */
const EPOCH = 'SOURCE_DATE_EPOCH'

const MILLISECONDS = 1000

/** The day, in UTC, of a count of seconds since 1970. */
const dayOf = (seconds: string): string => {
  const time = /^\d{1,12}$/.test(seconds) ? Number(seconds) * MILLISECONDS : Number.NaN
  const day = Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length)
  if (isDate(day)) return day
  throw usageFailure(`${EPOCH}: "${seconds}" is no time; it counts the seconds since 1970, as date +%s prints them`)
}

/** Today as an ISO date: as it is said, else from `SOURCE_DATE_EPOCH`, else from the clock. Throws a usage failure. */
export const readToday = (values: Values, io: Io): string => {
  const said = single(values, 'today')
  if (said === undefined) return io.env[EPOCH] ? dayOf(io.env[EPOCH]) : io.today
  if (isDate(said)) return said
  throw usageFailure(`${values.today?.origin}: "${said}" is no date; say it as 2027-01-31`)
}
