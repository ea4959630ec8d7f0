import type { Edit, Json } from '../../model.ts'
import { InputError } from '../errors.ts'
import { type Parsed, readsAs } from '../parse.ts'
import { type AliasPlan, EXPAND_ALL, NO_ALIASES, planAliases } from './aliases.ts'
import { Editor } from './editor.ts'
import { styleOf } from './render.ts'
import type { TextEdit } from './text-edit.ts'

/**
 * Edits a document so that Kubernetes reads another value from it.
 *
 * The edits come from comparing the tree of the text with the wanted value, not from the JSON Patch operations of the
 * controls. A path does not name one place in a text: with anchors, aliases and merges one text supplies several paths,
 * so an operation on one of them can need an edit at the anchor, or an alias to be written out, depending on what the
 * other operations do. Keys can be repeated and hidden, and operations of several controls add to the same mapping, so
 * they do not translate to text one by one. The value that all operations together produce is well defined, and an
 * edited text can be checked against it: every result is parsed again, and an edit that does not read back as the
 * wanted value is never written. Which change an edit belongs to follows from the pointer of each edit (`ownerOf`).
 *
 * @param after the value to read back
 * @param ownerOf returns the change that writes the value at a pointer; adjacent edits of one owner become one
 * @throws SpliceError if no edits read back as `after`
 */
export const splice = (parsed: Parsed, after: Json, ownerOf: (pointer: string) => number): Spliced => {
  const aliases = MAY_HAVE_ALIASES.test(parsed.text) ? planAliases(parsed.root, after) : NO_ALIASES
  const result = tryEdit(parsed, after, aliases) ?? tryEdit(parsed, after, EXPAND_ALL)
  if (result === undefined)
    throw new SpliceError(`line ${parsed.line}: the edited document does not read back as intended`)
  return { text: result.text, edits: groupByOwner(parsed, result.edits, ownerOf) }
}

/** A document after its edits. */
export interface Spliced {
  text: string
  /** The edits of each owner, in the order of the text. */
  edits: Map<number, Edit[]>
}

/** Edits that do not produce the wanted value: always a bug of `src/yaml/edit`. */
export class SpliceError extends Error {
  override name = 'SpliceError'
}

/** An alias, or a merge, which may have no alias. */
const MAY_HAVE_ALIASES = /[*]|<</

const applyEdits = (text: string, edits: readonly TextEdit[]): string => {
  let out = ''
  let at = 0
  for (const { start, end, text: written } of edits) {
    if (start < at) throw new SpliceError(`two edits overlap at offset ${start}`)
    out += text.slice(at, start) + written
    at = end
  }
  return out + text.slice(at)
}

/** Edits a document and parses the result; undefined if it does not read back as `after`. */
const tryEdit = (parsed: Parsed, after: Json, aliases: AliasPlan): { text: string; edits: TextEdit[] } | undefined => {
  const editor = new Editor(parsed.text, aliases)
  const edits = editor
    .edit(parsed, after, styleOf(parsed.root))
    .map((edit, order) => ({ edit, order, width: edit.end - edit.start }))
    .sort((a, b) => a.edit.start - b.edit.start || Math.sign(a.width) - Math.sign(b.width) || a.order - b.order)
    .map(({ edit }) => edit)
  try {
    const text = applyEdits(parsed.text, edits)
    return readsAs(text, after) ? { text, edits } : undefined
  } catch (error) {
    if (error instanceof SpliceError || error instanceof InputError) return undefined
    throw error
  }
}

const isInsertion = ({ start, end }: TextEdit): boolean => start === end

/** Groups edits by owner. Adjacent edits of one owner become one; insertions of several owners at one place are numbered. */
const groupByOwner = (
  parsed: Parsed,
  textEdits: readonly TextEdit[],
  ownerOf: (pointer: string) => number,
): Map<number, Edit[]> => {
  const edits = new Map<number, Edit[]>()
  let last: { textEdit: TextEdit; owner: number; edit: Edit } | undefined
  for (const textEdit of textEdits) {
    const owner = ownerOf(textEdit.pointer)
    const sharesPlace = last?.textEdit.start === textEdit.start && isInsertion(last.textEdit)
    if (last !== undefined && sharesPlace && isInsertion(textEdit) && last.owner === owner) {
      last.edit.text += textEdit.text
      continue
    }
    const from = parsed.lines.position(textEdit.start)
    const to = parsed.lines.position(textEdit.end)
    const edit: Edit = {
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      text: textEdit.text,
    }
    if (last !== undefined && sharesPlace) {
      last.edit.order ??= 1
      edit.order = last.edit.order + 1
    }
    edits.set(owner, [...(edits.get(owner) ?? []), edit])
    last = { textEdit, owner, edit }
  }
  return edits
}
