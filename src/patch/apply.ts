import fastJsonPatch from 'fast-json-patch'
import type { Json, JsonObject, Operation } from '../model.ts'
import { stepsOf } from '../pointer.ts'

/** An operation that does not fit the document it is applied to: always a bug of the caller. */
export class PatchError extends Error {
  override name = 'PatchError'
}

const copyOf = <T extends Json>(value: T): T => (Array.isArray(value) ? [...value] : { ...(value as JsonObject) }) as T

/** A document of which all that stands above a pointer is a copy; the rest is shared with the original. */
const withOwnPath = (document: Json, steps: readonly string[]): Json => {
  if (document === null || typeof document !== 'object') return document
  const root = copyOf(document)
  let at = root as JsonObject
  for (const step of steps.slice(0, -1)) {
    const child = Object.hasOwn(at, step) ? at[step] : undefined
    if (child === null || typeof child !== 'object') break
    at = at[step] = copyOf(child) as JsonObject
  }
  return root
}

/**
 * Applies operations to a document and gives the patched document (RFC 6902). The document and the
 * operations stay as they are; what no operation touches is shared by both documents.
 * @throws PatchError where an operation names a place that is not there
 */
export const applyOperations = (document: Json, operations: readonly Operation[]): Json => {
  let patched = document
  try {
    for (const operation of operations) {
      const own = withOwnPath(patched, stepsOf(operation.path))
      patched = fastJsonPatch.applyOperation(own, operation, true, true).newDocument as Json
    }
  } catch (error) {
    throw new PatchError(error instanceof Error ? error.message.split('\n')[0] : String(error))
  }
  return patched
}
