import type { NumberRange, PodSecurityPolicy, Stance } from '../../model.ts'

/** The stance of a control that comes nearest to a policy. */
export interface MigratedStance {
  control: string
  stance: Stance
  /** What the policy says of the same matter, e.g. `privileged: false`; empty where it says nothing. */
  says: string
  /** What the control does otherwise than admission by that policy. */
  differs?: string
}

/** Says a stance of a control for a policy. */
export type Rule = (policy: PodSecurityPolicy) => MigratedStance

export const stanceOf = (control: string, isOn: boolean, says: string, differs?: string): MigratedStance => ({
  control,
  stance: isOn ? 'default' : 'off',
  says,
  ...(differs === undefined ? {} : { differs }),
})

/** Names in a list, or that there are none. */
export const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/** Ranges as people write them. */
export const spans = (ranges: readonly NumberRange[]): string =>
  listed(ranges.map(({ min, max }) => (min === max ? `${min}` : `${min}-${max}`)))
