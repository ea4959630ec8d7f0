import type { Evidence, Objection, Pod } from '../model.ts'

/**
 * Makes evidence that points into the pod's own document.
 * @param pointer rooted at the document
 */
export const evidenceAt = (pod: Pod, pointer: string, text: string): Evidence => ({
  source: 'manifest',
  text,
  at: { document: pod.document, pointer },
})

type MoreOfObjection = Partial<Pick<Objection, 'cause' | 'overridable' | 'expected'>>

/**
 * Makes an objection with the cause `evidence`, which `enforce` overrides.
 * @param reason why the change is held: lower case, no period
 * @param hint what the reader can do to resolve it
 * @param more another cause, `overridable: false` or `expected: true`
 */
export const objection = (
  reason: string,
  hint: string,
  evidence: readonly Evidence[] = [],
  more: MoreOfObjection = {},
): Objection => ({
  cause: 'evidence',
  reason,
  hint,
  ...(evidence.length === 0 ? {} : { evidence: [...evidence] }),
  ...more,
})

/** Returns the mark of a hold on which nobody has to act. */
export const expectedIf = (expected: boolean): MoreOfObjection => (expected ? { expected: true } : {})

/** Makes an objection if there is evidence for it. */
export const objectionIf = (
  evidence: readonly Evidence[],
  reason: string,
  hint: string,
  more: MoreOfObjection = {},
): Objection | undefined => (evidence.length === 0 ? undefined : objection(reason, hint, evidence, more))
