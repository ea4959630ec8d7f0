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
 * @param mask returns the value as a report may quote it, with other scalars in the place of secrets
 * @throws SpliceError if no edits read back as `after`
 */
export const splice = (
  parsed: Parsed,
  after: Json,
  ownerOf: (pointer: string) => number,
  mask: (value: Json) => Json = (value) => value,
): Spliced => {
  const aliases = MAY_HAVE_ALIASES.test(parsed.text) ? planAliases(parsed.root, after) : NO_ALIASES
  const result = tryEdit(parsed, after, aliases, mask) ?? tryEdit(parsed, after, EXPAND_ALL, mask)
  if (result === undefined)
    throw new SpliceError(`line ${parsed.line}: the edited document does not read back as intended`)
  const edits = groupByOwner(parsed, result.edits, ownerOf)
  if (result.isJoint)
    for (const { written, reported } of [...edits.values()].flat()) written.joint = reported.joint = true
  return { text: result.text, edits }
}

/** A document after its edits. */
export interface Spliced {
  text: string
  /** The edits of each owner, in the order of the text. */
  edits: Map<number, SplicedEdit[]>
}

/** An edit as it is written, and as a report may quote it: the same without secrets, or a masked copy. */
export interface SplicedEdit {
  written: Edit
  reported: Edit
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

/** Returns the edits of a document in the order of their texts. */
const editsFor = (parsed: Parsed, after: Json, aliases: AliasPlan, written?: Json): TextEdit[] =>
  new Editor(parsed.text, aliases, written)
    .edit(parsed, after, styleOf(parsed.root))
    .map((edit, order) => ({ edit, order, width: edit.end - edit.start }))
    .sort((a, b) => a.edit.start - b.edit.start || Math.sign(a.width) - Math.sign(b.width) || a.order - b.order)
    .map(({ edit }) => edit)

/** Adds the texts for a report to edits that write secrets: those with which a masked value would be written. */
const withShown = (edits: readonly TextEdit[], masked: readonly TextEdit[]): TextEdit[] =>
  edits.map((edit, i) => {
    const shown = (masked[i] as TextEdit).text
    return shown === edit.text ? edit : { ...edit, shown }
  })

/** Edits a document and parses the result; undefined if it does not read back as `after`. */
const tryEdit = (
  parsed: Parsed,
  after: Json,
  aliases: AliasPlan,
  mask: (value: Json) => Json,
): { text: string; edits: TextEdit[]; isJoint: boolean } | undefined => {
  const { isTouched: isJoint } = aliases
  const edits = editsFor(parsed, after, aliases)
  try {
    const text = applyEdits(parsed.text, edits)
    if (!readsAs(text, after)) return undefined
    const masked = mask(after)
    const shown = masked === after ? edits : withShown(edits, editsFor(parsed, after, aliases, masked))
    return { text, edits: shown, isJoint }
  } catch (error) {
    if (error instanceof SpliceError || error instanceof InputError) return undefined
    throw error
  }
}

const isInsertion = ({ start, end }: TextEdit): boolean => start === end

/** Sets the order of an edit among those at its place. */
const number = ({ written, reported }: SplicedEdit, order: number): void => {
  written.order = order
  reported.order = order
}

/** Groups edits by owner. Adjacent edits of one owner become one; insertions of several owners at one place are numbered. */
const groupByOwner = (
  parsed: Parsed,
  textEdits: readonly TextEdit[],
  ownerOf: (pointer: string) => number,
): Map<number, SplicedEdit[]> => {
  const edits = new Map<number, SplicedEdit[]>()
  let last: { textEdit: TextEdit; owner: number; edit: SplicedEdit } | undefined
  for (const textEdit of textEdits) {
    const owner = ownerOf(textEdit.pointer)
    const { start, end, text, shown } = textEdit
    const sharesPlace = last?.textEdit.start === start && isInsertion(last.textEdit)
    if (last !== undefined && sharesPlace && isInsertion(textEdit) && last.owner === owner) {
      const { written, reported } = last.edit
      if (shown !== undefined && written === reported) {
        const { order, ...rest } = written
        last.edit.reported = { ...rest, masked: true, ...(order === undefined ? {} : { order }) }
      }
      written.text += text
      if (last.edit.reported !== written) last.edit.reported.text += shown ?? text
      continue
    }
    const from = parsed.lines.position(start)
    const to = parsed.lines.position(end)
    const written: Edit = { line: from.line, column: from.column, endLine: to.line, endColumn: to.column, text }
    const reported = shown === undefined ? written : { ...written, text: shown, masked: true as const }
    const edit: SplicedEdit = { written, reported }
    if (last !== undefined && sharesPlace) {
      const order = last.edit.written.order ?? 1
      number(last.edit, order)
      number(edit, order + 1)
    }
    edits.set(owner, [...(edits.get(owner) ?? []), edit])
    last = { textEdit, owner, edit }
  }
  return edits
}
