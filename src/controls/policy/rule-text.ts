import type { NumberRange, RangeRule } from '../../model.ts'

/** A range as people write it, e.g. `1-65535`, or one number. */
export const rangeText = ({ min, max }: NumberRange): string => (min === max ? `${min}` : `${min}-${max}`)

/** Ranges, by comma. */
export const rangesText = (ranges: readonly NumberRange[]): string => ranges.map(rangeText).join(', ')

/** A rule with its ranges, e.g. `runAsUser MustRunAs 1000-65535`. */
export const ruleText = (field: string, { rule, ranges }: RangeRule<string>): string =>
  `${field} ${rule}${ranges.length === 0 ? '' : ` ${rangesText(ranges)}`}`

/** Names in a list of a policy, or that there are none. */
export const namesText = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/** Whether a number is in one of the ranges. */
export const isInRanges = (value: unknown, ranges: readonly NumberRange[]): boolean =>
  typeof value === 'number' && ranges.some(({ min, max }) => value >= min && value <= max)
