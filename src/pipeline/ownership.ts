import type { Change, Edit, Operation } from '../model.ts'
import { parentOf } from '../pointer.ts'

/**
 * Tells which of a document's changes writes a pointer: the one whose operation stands nearest above it, of several the
 * first; where none does the first that writes something below it, as into a mapping that was empty.
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
    const writesBelow = ({ path }: Operation): boolean => path.startsWith(`${pointer}/`)
    return (
      owners.get('') ??
      Math.max(
        0,
        changes.findIndex(({ operations }) => operations.some(writesBelow)),
      )
    )
  }
}

/** Gives each change the edits that are its own. */
export const assignEdits = (changes: readonly Change[], edits: ReadonlyMap<number, Edit[]>): void => {
  for (const [i, change] of changes.entries()) change.edits = edits.get(i) ?? []
}
