import type { Change, Edit } from '../../model.ts'
import { parentOf } from '../../pointer.ts'

/** Edits that can be applied without any others of the report, and their changes. */
export interface Fix {
  changes: Change[]
  /** In the order of the text, at most one for each position. */
  edits: Edit[]
}

/** Disjoint sets of numbers (union-find). */
class Groups {
  readonly #above: number[]

  constructor(size: number) {
    this.#above = [...Array(size).keys()]
  }

  find(member: number): number {
    let at = member
    while (this.#above[at] !== at) at = this.#above[at] as number
    this.#above[member] = at
    return at
  }

  join(a: number, b: number): void {
    this.#above[this.find(a)] = this.find(b)
  }
}

/** A pointer to an item of a list, whose addition or removal changes the indices of the items after it. */
const ITEM = /\/(?:\d+|-)$/

const aboveOf = (pointer: string): string[] => {
  const all = [pointer]
  for (let at = pointer; at !== ''; all.push(at)) at = parentOf(at)
  return all
}

const documentOf = ({ document: { file, index } }: Change): string => JSON.stringify([file, index])

/** Joins changes whose edits are adjacent, that write to the same mapping or list, or into a value of another change. */
const joinNeighbours = (changes: readonly Change[], groups: Groups): void => {
  const first = new Map<string, number>()
  const claim = (key: string, change: number): void => {
    const other = first.get(key)
    if (other === undefined) first.set(key, change)
    else groups.join(change, other)
  }
  for (const [i, change] of changes.entries()) {
    for (const { line, column, endLine, endColumn } of change.edits)
      for (const place of [`${line}:${column}`, `${endLine}:${endColumn}`]) claim(`${change.document.file} ${place}`, i)
    for (const { op, path } of change.operations) {
      const document = documentOf(change)
      claim(document + path, i)
      claim(`siblings ${document}${parentOf(path)}`, i)
      if (op !== 'replace' && ITEM.test(path)) claim(document + parentOf(path), i)
    }
  }
  for (const [i, change] of changes.entries())
    for (const { path } of change.operations)
      for (const above of aboveOf(path)) {
        const other = first.get(documentOf(change) + above)
        if (other !== undefined) groups.join(i, other)
      }
}

/** Joins all changes of a document whose edits are complete only together. */
const joinDocuments = (changes: readonly Change[], groups: Groups): void => {
  const whole = new Map<string, number>()
  for (const [i, change] of changes.entries())
    if (change.edits.some(({ joint }) => joint)) whole.set(documentOf(change), i)
  for (const [i, change] of changes.entries()) groups.join(i, whole.get(documentOf(change)) ?? i)
}

const startsBefore = (a: Edit, b: Edit): number =>
  a.line - b.line || a.column - b.column || (a.order ?? 1) - (b.order ?? 1)

/** Merges edits that start at the same position, so that consumers need not know their order. */
const mergeEdits = (edits: readonly Edit[]): Edit[] => {
  const merged: Edit[] = []
  for (const { order: _order, ...edit } of [...edits].sort(startsBefore)) {
    const last = merged.at(-1)
    if (last === undefined || last.line !== edit.line || last.column !== edit.column) merged.push(edit)
    else {
      const { text, ...end } = edit
      Object.assign(last, end, { text: last.text + text })
    }
  }
  return merged
}

/**
 * Returns for each change its fix, which can be applied alone. Changes are in the same fix if the text would be broken with
 * only one of them: both add to one mapping, one is within a value that the other adds, or an alias or a merge shares the text of
 * several. A fix is within one document.
 */
export const findFixes = (changes: readonly Change[]): Fix[] => {
  const groups = new Groups(changes.length)
  joinNeighbours(changes, groups)
  joinDocuments(changes, groups)
  const fixes = new Map<number, Fix>()
  for (const [i, change] of changes.entries()) {
    const fix = fixes.get(groups.find(i)) ?? { changes: [], edits: [] }
    fixes.set(groups.find(i), fix)
    fix.changes.push(change)
  }
  for (const fix of fixes.values()) fix.edits = mergeEdits(fix.changes.flatMap(({ edits }) => edits))
  return changes.map((_, i) => fixes.get(groups.find(i)) as Fix)
}
