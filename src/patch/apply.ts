import fastJsonPatch from 'fast-json-patch'
import type { Json, JsonObject, Operation } from '../model.ts'
import { stepsOf } from '../pointer.ts'

/** Thrown for an operation that does not apply to its document: always a bug of the caller. */
export class PatchError extends Error {
  override name = 'PatchError'
}

const copyOf = <T extends Json>(value: T): T => (Array.isArray(value) ? [...value] : { ...(value as JsonObject) }) as T

/**
 * Copies the values on the path to a pointer, unless they are copies already; all other values are shared with the
 * original document.
 */
const withOwnPath = (document: Json, steps: readonly string[], copies: Set<Json>): Json => {
  if (document === null || typeof document !== 'object') return document
  const own = <T extends Json>(value: T): T => {
    if (copies.has(value)) return value
    const copy = copyOf(value)
    copies.add(copy)
    return copy
  }
  const root = own(document)
  let at = root as JsonObject
  for (const step of steps.slice(0, -1)) {
    const child = Object.hasOwn(at, step) ? at[step] : undefined
    if (child === null || typeof child !== 'object') break
    at = at[step] = own(child) as JsonObject
  }
  return root
}

/**
 * Applies operations (RFC 6902) to a document and returns the patched document. Neither the document nor the operations
 * are modified; values that no operation touches are shared by both documents.
 * @throws PatchError if an operation names a path that does not exist
 */
export const applyOperations = (document: Json, operations: readonly Operation[]): Json => {
  let patched = document
  const copies = new Set<Json>()
  try {
    for (const operation of operations) {
      const own = withOwnPath(patched, stepsOf(operation.path), copies)
      patched = fastJsonPatch.applyOperation(own, operation, true, true).newDocument as Json
    }
  } catch (error) {
    throw new PatchError(error instanceof Error ? error.message.split('\n')[0] : String(error))
  }
  return patched
}
