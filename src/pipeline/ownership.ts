import type { Change, Edit, Operation } from '../model.ts'
import { parentOf } from '../patch/pointer.ts'

/**
 * Tells which of a document's changes writes a pointer: the one whose operation stands nearest above it, of several the
 * first, and the first of all where none does.
 */
export const findOwners = (changes: readonly { operations: readonly Operation[] }[]): ((pointer: string) => number) => {
  const owners = new Map<string, number>()
  for (const [i, { operations }] of changes.entries())
    for (const { path } of operations) if (!owners.has(path)) owners.set(path, i)
  return (pointer) => {
    for (let at = pointer; at !== ''; at = parentOf(at)) {
      const owner = owners.get(at)
      if (owner !== undefined) return owner
    }
    return owners.get('') ?? 0
  }
}

/** Gives each change the edits that are its own. */
export const assignEdits = (changes: readonly Change[], edits: ReadonlyMap<number, Edit[]>): void => {
  for (const [i, change] of changes.entries()) change.edits = edits.get(i) ?? []
}
