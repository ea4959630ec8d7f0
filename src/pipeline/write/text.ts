import type { Change, Edit, InputFile, Operation } from '../../model.ts'
import { parentOf } from '../../pointer.ts'
import { renderDocument } from '../../yaml/edit/render.ts'
import { lineEndingAt } from '../../yaml/lines.ts'
import type { Parsed } from '../../yaml/parse.ts'
import type { Addition, InputDocument } from '../types.ts'

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

/** Where a text ends, as an insertion there. */
const insertionAtEnd = (text: string): Omit<Edit, 'text'> => {
  const line = text.split('\n').length
  const column = text.length - text.lastIndexOf('\n')
  return { line, column, endLine: line, endColumn: column }
}

/** Numbers an insertion after those that the changes before it make at the same place. */
const numbered = (edit: Edit, before: readonly Edit[]): Edit => {
  const same = before.filter(({ line, column }) => line === edit.line && column === edit.column)
  for (const [i, other] of same.entries()) other.order ??= i + 1
  return same.length === 0 ? edit : { ...edit, order: Math.max(...same.map(({ order }) => order ?? 1)) + 1 }
}

/**
 * The text that stands at the end of a file for what is added to it, in the file's own style; each of the changes is
 * given its part as an edit.
 * @param changes all changes of the report, those of the additions among them
 */
export const writeAdditions = (
  file: InputFile,
  additions: readonly { addition: Addition; change: Change }[],
  documents: readonly InputDocument[],
  changes: readonly Change[],
): string => {
  const { text } = file
  const ending = lineEndingAt(text, text.length)
  const isClosed = text.endsWith('\n')
  const refs = new Set(documents.filter((document) => document.file === file).map(({ ref }) => ref))
  const edits = changes.filter(({ document }) => refs.has(document)).flatMap((change) => change.edits)
  let written = ''
  for (const { addition, change } of additions) {
    const like = documents[addition.like]?.parsed as Parsed
    const document = renderDocument(addition.value, { like, json: addition.place.json, ending })
    const part = isClosed ? `${document}${ending}` : `${ending}${document}`
    const edit = numbered({ ...insertionAtEnd(text), text: part }, edits)
    change.edits = [edit]
    edits.push(edit)
    written += part
  }
  return written
}
