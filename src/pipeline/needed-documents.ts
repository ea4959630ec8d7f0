import { isNeeded } from '../generate/needed-kinds.ts'
import { objectsOf } from '../kube/locate.ts'
import { scanHead } from '../text/scan.ts'
import { parseDocument } from './documents.ts'
import { type ObjectOutcome, untouched } from './harden-object.ts'
import type { Prepared } from './prepared.ts'

/**
 * Parses what generators need and no control does. It comes after hardening, so that generators make no difference to
 * what controls take for evidence.
 * @throws InputError for a document that Kubernetes could not read
 */
export const parseNeeded = ({ documents, objects }: Prepared, outcomes: ObjectOutcome[][]): void => {
  for (const [i, document] of documents.entries()) {
    if (document.parsed !== undefined || !document.slice.hasContent) continue
    const head = scanHead(document.slice.text)
    if (head === undefined || !isNeeded(head.apiVersion, head.kind, document.slice.text)) continue
    const parsed = parseDocument(document, head, documents)
    if (parsed === undefined) continue
    document.parsed = parsed
    const found = objectsOf(parsed.value, i)
    objects[i] = found
    outcomes[i] = found.map(untouched)
  }
}
