import { maskSecrets } from '../../evidence/text/mask.ts'
import { groupBy } from '../../lib/words.ts'
import type { Edit, InputFile, JsonObject, Operation } from '../../model.ts'
import { applyOperations } from '../../patch/apply.ts'
import { parentOf } from '../../pointer.ts'
import { renderDocument } from '../../yaml/edit/render.ts'
import { type SplicedEdit, splice } from '../../yaml/edit/splice.ts'
import { InputError } from '../../yaml/errors.ts'
import { lineEndingAt } from '../../yaml/lines.ts'
import { checkByteOrderMarks, type Parsed } from '../../yaml/parse.ts'
import { withDocument } from '../read/documents.ts'
import type { Addition, ChangedVerdict, InputDocument, ObjectResult } from '../types.ts'

/** Output for an empty input: Helm 4 treats no output as a failure, and kpt deletes what it gave. */
const NO_MANIFESTS = '# casehard: no manifests\n'

/** The edits of the text that each change made, in the order of the text, as a report may quote them. */
export type EditsByVerdict = ReadonlyMap<ChangedVerdict, readonly Edit[]>

/** An edit and the change that made it. */
interface OwnedEdit extends SplicedEdit {
  verdict: ChangedVerdict
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
  const below = new Map<string, number>()
  for (const [i, { operations }] of changes.entries())
    for (const { path } of operations) {
      if (!owners.has(path)) owners.set(path, i)
      for (let at = path; at !== ''; ) {
        at = parentOf(at)
        if (below.has(at)) break
        below.set(at, i)
      }
    }
  return (pointer) => {
    for (let at = pointer; at !== ''; at = parentOf(at)) {
      const owner = owners.get(at)
      if (owner !== undefined) return owner
    }
    return owners.get('') ?? below.get(pointer) ?? 0
  }
}

/** @throws InputError for a document that must not be edited */
const editDocument = (document: InputDocument, parsed: Parsed, changes: readonly ChangedVerdict[]): EditedDocument => {
  try {
    checkByteOrderMarks(parsed)
  } catch (error) {
    throw error instanceof InputError ? withDocument(document, error) : error
  }
  const operations = changes.flatMap((change) => change.operations)
  const spliced = splice(parsed, applyOperations(parsed.value, operations), findOwners(changes), maskSecrets)
  const edits = changes.flatMap((verdict, i) => (spliced.edits.get(i) ?? []).map((edit) => ({ verdict, ...edit })))
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
    const editFor = (added: JsonObject): Edit => {
      const document = renderDocument(added, { like: documents[like]?.parsed as Parsed, json: place.json, ending })
      return {
        ...insertionAtEnd(text),
        text: text.endsWith('\n') ? `${document}${ending}` : `${ending}${document}`,
      }
    }
    const written = editFor(value)
    const masked = maskSecrets(value)
    return { verdict, written, reported: masked === value ? written : { ...editFor(masked), masked: true } }
  })
}

/** Numbers the insertions at the end of a text, if there are several, in the order in which they are written there. */
const numberAtEnd = (text: string, edits: readonly OwnedEdit[]): OwnedEdit[] => {
  const { line, column } = insertionAtEnd(text)
  const isAtEnd = ({ written }: OwnedEdit): boolean => written.line === line && written.column === column
  const places = edits.filter(isAtEnd)
  if (places.length < 2) return [...edits]
  let last = places.reduce((most, { written }) => Math.max(most, written.order ?? 0), 0)
  return edits.map((owned) => {
    if (!isAtEnd(owned) || owned.written.order !== undefined) return owned
    const order = ++last
    return { ...owned, written: { ...owned.written, order }, reported: { ...owned.reported, order } }
  })
}

/**
 * Splices each document's changes into its text and puts added objects at the end of their file.
 * @returns the files, the edits of each file as they are written, and the edits of each change for the report
 */
export const writeFiles = (
  files: readonly InputFile[],
  documents: readonly InputDocument[],
  results: readonly (readonly ObjectResult[])[],
  additions: readonly Addition[],
): { files: InputFile[]; written: Edit[][]; edits: EditsByVerdict } => {
  const items = groupBy(additions, ({ ref }) => ref)
  const edited = documents.flatMap((document, i): EditedDocument[] => {
    if (document.file.evidenceOnly) return []
    // The changes of its objects, then the items that are added to it.
    const own = (results[i] ?? []).flatMap(({ verdicts }) => verdicts.flatMap(({ changed }) => changed))
    const changes = [...own, ...(items.get(document.ref) ?? []).map(({ verdict }) => verdict)]
    return document.parsed === undefined || changes.length === 0
      ? []
      : [editDocument(document, document.parsed, changes)]
  })
  const byFile = groupBy(edited, ({ document }) => document.file)
  const atEndOf = groupBy(
    additions.filter(({ ref }) => ref.new),
    ({ place }) => place.file,
  )
  const edits: OwnedEdit[] = []
  const written: Edit[][] = []
  const hardened = files.map((file) => {
    const own = byFile.get(file) ?? []
    const atEnd = editsAtEnd(file, atEndOf.get(file) ?? [], documents)
    const all = [...own.flatMap((document) => document.edits), ...atEnd]
    const ofFile = atEnd.length === 0 ? all : numberAtEnd(file.text, all)
    for (const edit of ofFile) edits.push(edit)
    written.push(ofFile.map((edit) => edit.written))
    const text = joinText(file.text, own) + atEnd.map((edit) => edit.written.text).join('')
    return { ...file, text: text === '' ? NO_MANIFESTS : text }
  })
  const editsOf = groupBy(edits, ({ verdict }) => verdict)
  return {
    files: hardened,
    written,
    edits: new Map([...editsOf].map(([verdict, own]) => [verdict, own.map(({ reported }) => reported)])),
  }
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
