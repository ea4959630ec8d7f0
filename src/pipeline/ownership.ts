import type { Change, Edit, Operation } from '../model.ts'
import { isWithin } from '../patch/operations.ts'

/** Which of a document's changes writes a pointer: the one whose operation stands nearest above it, else the first. */
export const ownerOf = (changes: readonly { operations: readonly Operation[] }[], pointer: string): number => {
  let owner = 0
  let nearest = -1
  for (const [i, { operations }] of changes.entries())
    for (const { path } of operations)
      if (path.length > nearest && isWithin(path, pointer)) {
        owner = i
        nearest = path.length
      }
  return owner
}

/** Gives each change the edits that are its own. */
export const assignEdits = (changes: readonly Change[], edits: ReadonlyMap<number, Edit[]>): void => {
  for (const [i, change] of changes.entries()) change.edits = edits.get(i) ?? []
}
