import fastJsonPatch from 'fast-json-patch'
import type { Json, Operation } from '../model.ts'

/** An operation that does not fit the document it is applied to: always a bug of the caller. */
export class PatchError extends Error {
  override name = 'PatchError'
}

/**
 * Applies operations to a document in place and gives the patched document (RFC 6902).
 * @throws PatchError where an operation names a place that is not there; the document may then be half patched.
 */
export const applyOperations = (document: Json, operations: readonly Operation[]): Json => {
  try {
    const copies = structuredClone(operations) as Parameters<typeof fastJsonPatch.applyPatch>[1]
    return fastJsonPatch.applyPatch(document, copies, true, true).newDocument as Json
  } catch (error) {
    throw new PatchError(error instanceof Error ? error.message.split('\n')[0] : String(error))
  }
}
