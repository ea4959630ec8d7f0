import type { Edit, InputFile, Operation } from '../../model.ts'
import { applyOperations } from '../../patch/apply.ts'
import { parentOf } from '../../pointer.ts'
import { renderDocument } from '../../yaml/edit/render.ts'
import { splice } from '../../yaml/edit/splice.ts'
import { lineEndingAt } from '../../yaml/lines.ts'
import type { Parsed } from '../../yaml/parse.ts'
import type { Addition, ChangedVerdict, InputDocument, ObjectResult } from '../types.ts'

/** Output for an empty input: Helm 4 treats no output as a failure, and kpt deletes what it gave. */
const NO_MANIFESTS = '# casehard: no manifests\n'

/** The edits of the text that each change made, in the order of the text. */
export type EditsByVerdict = ReadonlyMap<ChangedVerdict, readonly Edit[]>

/** An edit and the change that made it. */
interface OwnedEdit {
  verdict: ChangedVerdict
  edit: Edit
}

/** A changed document: its new text and the edits that gave it. */
interface EditedDocument {
  document: InputDocument
  text: string
  edits: OwnedEdit[]
}

/**
 * Tells which of a document's changes writes a pointer: the one whose operation is nearest above it, the first of
 * several; if there is none, the first that writes something below it, as into a mapping that was empty.
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
    const below = changes.findIndex(({ operations }) => operations.some(writesBelow))
    return owners.get('') ?? Math.max(0, below)
  }
}

/** Lists the changes of a document: those of its objects, then the items that are added to it. */
const changesOf = (
  { ref, file }: InputDocument,
  results: readonly ObjectResult[],
  additions: readonly Addition[],
): ChangedVerdict[] =>
  file.evidenceOnly
    ? []
    : [
        ...results.flatMap(({ verdicts }) => verdicts.flatMap(({ changed }) => changed)),
        ...additions.filter((addition) => addition.ref === ref).map(({ verdict }) => verdict),
      ]

const editDocument = (document: InputDocument, parsed: Parsed, changes: readonly ChangedVerdict[]): EditedDocument => {
  const operations = changes.flatMap((change) => change.operations)
  const spliced = splice(parsed, applyOperations(parsed.value, operations), findOwners(changes))
  const edits = changes.flatMap((verdict, i) => (spliced.edits.get(i) ?? []).map((edit) => ({ verdict, edit })))
  return { document, text: spliced.text, edits }
}

/** The place at the end of a text, as an insertion. */
const insertionAtEnd = (text: string): Omit<Edit, 'text'> => {
  const line = text.split('\n').length
  const column = text.length - text.lastIndexOf('\n')
  return { line, column, endLine: line, endColumn: column }
}

/** Renders objects for the end of a file, in the style of the file. */
const editsAtEnd = (
  { text }: InputFile,
  additions: readonly Addition[],
  documents: readonly InputDocument[],
): OwnedEdit[] => {
  const ending = lineEndingAt(text, text.length)
  return additions.map(({ verdict, value, like, place }) => {
    const document = renderDocument(value, { like: documents[like]?.parsed as Parsed, json: place.json, ending })
    const added = text.endsWith('\n') ? `${document}${ending}` : `${ending}${document}`
    return { verdict, edit: { ...insertionAtEnd(text), text: added } }
  })
}

/** Numbers the insertions at the end of a text, if there are several, in the order in which they are written there. */
const numberAtEnd = (text: string, edits: readonly OwnedEdit[]): OwnedEdit[] => {
  const { line, column } = insertionAtEnd(text)
  const isAtEnd = ({ edit }: OwnedEdit): boolean => edit.line === line && edit.column === column
  const places = edits.filter(isAtEnd)
  if (places.length < 2) return [...edits]
  let last = Math.max(...places.map(({ edit }) => edit.order ?? 0))
  return edits.map((owned) =>
    isAtEnd(owned) && owned.edit.order === undefined ? { ...owned, edit: { ...owned.edit, order: ++last } } : owned,
  )
}

const groupByVerdict = (edits: readonly OwnedEdit[]): Map<ChangedVerdict, Edit[]> => {
  const groups = new Map<ChangedVerdict, Edit[]>()
  for (const { verdict, edit } of edits) {
    const group = groups.get(verdict)
    if (group === undefined) groups.set(verdict, [edit])
    else group.push(edit)
  }
  return groups
}

/** Splices each document's changes into its text and puts added objects at the end of their file. */
export const writeFiles = (
  files: readonly InputFile[],
  documents: readonly InputDocument[],
  results: readonly (readonly ObjectResult[])[],
  additions: readonly Addition[],
): { files: InputFile[]; edits: EditsByVerdict } => {
  const edited = documents.flatMap((document, i): EditedDocument[] => {
    const changes = changesOf(document, results[i] ?? [], additions)
    return document.parsed === undefined || changes.length === 0
      ? []
      : [editDocument(document, document.parsed, changes)]
  })
  const edits: OwnedEdit[] = []
  const written = files.map((file) => {
    const own = edited.filter(({ document }) => document.file === file)
    const added = additions.filter(({ place, ref }) => place.file === file && ref.new)
    const atEnd = editsAtEnd(file, added, documents)
    edits.push(...numberAtEnd(file.text, [...own.flatMap((document) => document.edits), ...atEnd]))
    const text = joinText(file.text, own) + atEnd.map(({ edit }) => edit.text).join('')
    return { ...file, text: text === '' ? NO_MANIFESTS : text }
  })
  return { files: written, edits: groupByVerdict(edits) }
}

/** Puts edited documents in the place of their slices. */
const joinText = (text: string, edited: readonly EditedDocument[]): string => {
  if (edited.length === 0) return text
  const parts: string[] = []
  let at = 0
  for (const { document, text: own } of edited) {
    const { start, text: before } = document.slice
    parts.push(text.slice(at, start), own)
    at = start + before.length
  }
  return parts.join('') + text.slice(at)
}
