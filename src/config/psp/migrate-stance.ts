import type { NumberRange, PodSecurityPolicy, Stance } from '../../model.ts'

/** The stance of a control that comes closest to a policy. */
export interface MigratedStance {
  control: string
  stance: Stance
  /** The setting of the policy that the stance follows from, e.g. `privileged: false`; empty if there is none. */
  setting: string
  /** How the control differs from admission by the policy. */
  differs?: string
}

/** Derives the stance of one control from a policy. */
export type MigrationRule = (policy: PodSecurityPolicy) => MigratedStance

/** Builds the stance of a control: `default` if the policy asks for what the control does, else `off`. */
export const migrateTo = (control: string, isOn: boolean, setting: string, differs?: string): MigratedStance => ({
  control,
  stance: isOn ? 'default' : 'off',
  setting,
  ...(differs === undefined ? {} : { differs }),
})

/** Joins names by commas; `none` without any. */
export const formatNames = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/** Formats ranges: `80, 8000-8080`. */
export const formatRanges = (ranges: readonly NumberRange[]): string =>
  formatNames(ranges.map(({ min, max }) => (min === max ? `${min}` : `${min}-${max}`)))
