import type { Edit, Json } from '../../model.ts'
import { InputError } from '../errors.ts'
import { ODD_BREAK, type Parsed, readsAs } from '../parse.ts'
import { decideSharing, EXPAND_ALL, NOTHING_SHARED, type Sharing } from './aliases.ts'
import { Editor } from './editor.ts'
import { styleOf } from './render.ts'
import type { TextEdit } from './text-edit.ts'

/** Edits that do not give what was asked for: always a bug of this room. */
export class SpliceError extends Error {
  override name = 'SpliceError'
}

/** An alias, or a merge, which can do without one. */
const MAY_SHARE = /[*]|<</

const applyPieces = (text: string, pieces: readonly TextEdit[]): string => {
  let out = ''
  let at = 0
  for (const { start, end, text: written } of pieces) {
    if (start < at) throw new SpliceError(`two edits overlap at offset ${start}`)
    out += text.slice(at, start) + written
    at = end
  }
  return out + text.slice(at)
}

const tryEdit = (parsed: Parsed, after: Json, sharing: Sharing): { text: string; pieces: TextEdit[] } | undefined => {
  const found = new Editor(parsed.text.replace(ODD_BREAK, '\n'), sharing).edit(parsed, after, styleOf(parsed.root))
  const pieces = found
    .map((piece, order) => ({ piece, order, width: piece.end - piece.start }))
    .sort((a, b) => a.piece.start - b.piece.start || Math.sign(a.width) - Math.sign(b.width) || a.order - b.order)
    .map(({ piece }) => piece)
  try {
    const text = applyPieces(parsed.text, pieces)
    return readsAs(text, after) ? { text, pieces } : undefined
  } catch (error) {
    if (error instanceof SpliceError || error instanceof InputError) return undefined
    throw error
  }
}

export interface Spliced {
  text: string
  /** For each owner the edits that are its own, in the order of the text. */
  edits: Map<number, Edit[]>
}

/**
 * Gives a parsed document another value by edits of its text, and reads it back.
 * @param ownerOf which change writes the value at a pointer; edits next to one another of one owner become one
 * @throws SpliceError where what is read back is not `after`
 */
export const splice = (parsed: Parsed, after: Json, ownerOf: (pointer: string) => number): Spliced => {
  const sharing = MAY_SHARE.test(parsed.text) ? decideSharing(parsed.root, after) : NOTHING_SHARED
  const result = tryEdit(parsed, after, sharing) ?? tryEdit(parsed, after, EXPAND_ALL)
  if (result === undefined)
    throw new SpliceError(`line ${parsed.line}: the edited document does not read back as intended`)
  return { text: result.text, edits: attribute(parsed, result.pieces, ownerOf) }
}

const isInsertion = ({ start, end }: TextEdit): boolean => start === end

/** Edits by owner; neighbours of one owner become one, and those that share a place with another's are numbered. */
const attribute = (
  parsed: Parsed,
  pieces: readonly TextEdit[],
  ownerOf: (pointer: string) => number,
): Map<number, Edit[]> => {
  const edits = new Map<number, Edit[]>()
  let last: { piece: TextEdit; owner: number; edit: Edit } | undefined
  for (const piece of pieces) {
    const owner = ownerOf(piece.pointer)
    const sharesPlace = last?.piece.start === piece.start && isInsertion(last.piece)
    if (last !== undefined && sharesPlace && isInsertion(piece) && last.owner === owner) {
      last.edit.text += piece.text
      continue
    }
    const from = parsed.lines.position(piece.start)
    const to = parsed.lines.position(piece.end)
    const edit: Edit = {
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      text: piece.text,
    }
    if (last !== undefined && sharesPlace) {
      last.edit.order ??= 1
      edit.order = last.edit.order + 1
    }
    edits.set(owner, [...(edits.get(owner) ?? []), edit])
    last = { piece, owner, edit }
  }
  return edits
}
