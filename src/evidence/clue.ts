import type { Evidence, Pod } from '../model.ts'

/** Makes evidence that points into the pod's own document, at a pointer from the document's root. */
export const manifestEvidence = (pod: Pod, pointer: string, text: string): Evidence => ({
  source: 'manifest',
  text,
  at: { document: pod.document, pointer },
})
