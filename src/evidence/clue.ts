import type { Clue, Pod } from '../model.ts'

/** A clue that stands in the pod's own document, at a pointer from the document's root. */
export const manifestClue = (pod: Pod, pointer: string, text: string): Clue => ({
  source: 'manifest',
  text,
  at: { document: pod.document, pointer },
})
