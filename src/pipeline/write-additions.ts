import type { Change, Edit, InputFile } from '../model.ts'
import { lineEndingAt } from '../text/lines.ts'
import type { Parsed } from '../text/parse.ts'
import { renderDocument } from '../text/render-document.ts'
import type { Addition } from './addition.ts'
import type { InputDocument } from './documents.ts'

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
