import type { Dimension } from './dimension.ts'

/** The sizes that are measured, as multiples of the base of a dimension. */
export const FACTORS = [1, 10, 100] as const

/** A time grows linearly if its exponent is not greater: collecting garbage and caches cost a little more in large heaps. */
export const HIGHEST_EXPONENT = 1.2

/** Shorter times are noise, so they count as this many seconds. */
const FLOOR = 0.05

/** What was measured of one dimension. */
export interface Growth {
  dimension: Dimension
  /** Seconds of CPU for each factor. */
  seconds: readonly number[]
  /** The exponent between the last two sizes; undefined if the last time is noise. */
  exponent: number | undefined
}

/** Measures the CPU time of a function in seconds, in all threads of this process. */
const secondsOf = (run: () => void): number => {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

/** Measures a dimension once at each of its sizes. */
const measureOnce = (dimension: Dimension): Growth => {
  const { base, prepare } = dimension
  prepare(base)()
  const seconds = FACTORS.map((factor) => secondsOf(prepare(base * factor)))
  const [before = 0, last = 0] = seconds.slice(-2)
  const [factor, most] = FACTORS.slice(-2) as [number, number]
  const exponent = Math.log(last / Math.max(before, FLOOR)) / Math.log(most / factor)
  return { dimension, seconds, exponent: last < FLOOR ? undefined : exponent }
}

/** Reports whether a time grows faster than linearly. */
export const isTooFast = ({ exponent }: Growth): boolean => exponent !== undefined && exponent > HIGHEST_EXPONENT

/** Measures a dimension; again if it grows too fast, because another process or the garbage collector may be the reason. */
export const measure = (dimension: Dimension): Growth => {
  const first = measureOnce(dimension)
  return isTooFast(first) ? measureOnce(dimension) : first
}
