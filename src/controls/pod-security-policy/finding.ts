import type { Container, Json, NumberRange, Pod, RangeRule } from '../../model.ts'
import { join } from '../../pointer.ts'

/** Why admission would refuse a pod. */
export interface Violation {
  /** E.g. `runAsUser 999 is not in 1000-65535`. */
  reason: string
  hint: string
  /** Quotes the manifest; absent if the field is unset. */
  quote?: string
}

/** The result of one check of a policy. */
export interface Finding {
  /** Absent for the whole pod. */
  container?: Container
  /** Pointer to the field, rooted at the document. */
  path: string
  /** The rule of the policy, e.g. `volumes configMap, secret`. */
  rule: string
  /** Absent if the policy allows the field. */
  violation?: Violation
}

/** Builds the finding for a field of a pod, container or volume. */
export const buildFinding = (
  holder: Pick<Container, 'value' | 'pointer'>,
  steps: readonly (string | number)[],
  rule: string,
  violation?: Violation,
  container?: Container,
): Finding => ({
  ...(container === undefined ? {} : { container }),
  path: join(holder.pointer, ...steps),
  rule,
  ...(violation === undefined ? {} : { violation }),
})

/** The pod spec with its pointer. */
export const asHolder = (pod: Pod): Pick<Container, 'value' | 'pointer'> => ({ value: pod.spec, pointer: pod.pointer })

/** Formats a value as in the manifest. */
export const formatValue = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** Formats a range, e.g. `1-65535`, or one number. */
export const formatRange = ({ min, max }: NumberRange): string => (min === max ? `${min}` : `${min}-${max}`)

/** Formats ranges, separated by commas. */
export const formatRanges = (ranges: readonly NumberRange[]): string => ranges.map(formatRange).join(', ')

/** Formats a rule with its ranges, e.g. `runAsUser MustRunAs 1000-65535`. */
export const formatRule = (field: string, { rule, ranges }: RangeRule<string>): string =>
  `${field} ${rule}${ranges.length === 0 ? '' : ` ${formatRanges(ranges)}`}`

/** Formats a list of names, or `none`. */
export const formatNames = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/** Whether a number is in one of the ranges. */
export const isInRanges = (value: unknown, ranges: readonly NumberRange[]): boolean =>
  typeof value === 'number' && ranges.some(({ min, max }) => value >= min && value <= max)
