import type { Container, Json, NumberRange, Pod, RangeRule } from '../../model.ts'
import { join } from '../../pointer.ts'

/** Why admission would refuse a pod. */
export interface Violation {
  /** E.g. `runAsUser 999 is not in 1000-65535`. */
  reason: string
  hint: string
  /** The words of the manifest; absent where it says nothing of the kind. */
  quote?: string
}

/** One thing that a policy looks at in a pod. */
export interface Finding {
  /** Absent where the whole pod is meant. */
  container?: Container
  /** Pointer to it, rooted at the document. */
  path: string
  /** What the policy says, e.g. `volumes configMap, secret`. */
  rule: string
  /** Absent where the policy has nothing against it. */
  violation?: Violation
}

/** What is looked at: a field of the security context of a pod or container, and how the policy rules it. */
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

/** The pod itself as something that has fields. */
export const asHolder = (pod: Pod): Pick<Container, 'value' | 'pointer'> => ({ value: pod.spec, pointer: pod.pointer })

/** A value as the manifest says it. */
export const formatValue = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** A range as people write it, e.g. `1-65535`, or one number. */
export const formatRange = ({ min, max }: NumberRange): string => (min === max ? `${min}` : `${min}-${max}`)

/** Ranges, by comma. */
export const formatRanges = (ranges: readonly NumberRange[]): string => ranges.map(formatRange).join(', ')

/** A rule with its ranges, e.g. `runAsUser MustRunAs 1000-65535`. */
export const formatRule = (field: string, { rule, ranges }: RangeRule<string>): string =>
  `${field} ${rule}${ranges.length === 0 ? '' : ` ${formatRanges(ranges)}`}`

/** Names in a list of a policy, or that there are none. */
export const formatNames = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/** Whether a number is in one of the ranges. */
export const isInRanges = (value: unknown, ranges: readonly NumberRange[]): boolean =>
  typeof value === 'number' && ranges.some(({ min, max }) => value >= min && value <= max)
