import type { Evidence, Objection } from '../model.ts'

/**
 * Makes an objection with the cause `evidence`, which `enforce` overrides.
 * @param reason why the change is held: lower case, no period
 * @param hint what the reader can do to resolve it
 * @param more another cause, or `overridable: false`
 */
export const objection = (
  reason: string,
  hint: string,
  evidence: readonly Evidence[] = [],
  more: Partial<Pick<Objection, 'cause' | 'overridable'>> = {},
): Objection => ({
  cause: 'evidence',
  reason,
  hint,
  ...(evidence.length === 0 ? {} : { evidence: [...evidence] }),
  ...more,
})

/** Makes an objection if there is evidence for it. */
export const objectionIf = (evidence: readonly Evidence[], reason: string, hint: string): Objection | undefined =>
  evidence.length === 0 ? undefined : objection(reason, hint, evidence)
