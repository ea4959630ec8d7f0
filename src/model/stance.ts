/** How hard a control is applied, by the words of a profile or configuration. */
export const STANCES = ['default', 'cautious', 'enforce', 'report', 'off'] as const

/** One of these words. */
export type Stance = (typeof STANCES)[number]
