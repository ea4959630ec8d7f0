import type { Evidence, Pod } from '../model.ts'

/**
 * Makes evidence that points into the pod's own document.
 * @param pointer rooted at the document
 */
export const evidenceAt = (pod: Pod, pointer: string, text: string): Evidence => ({
  source: 'manifest',
  text,
  at: { document: pod.document, pointer },
})
