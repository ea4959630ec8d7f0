import { lineEnd, lineStart } from '../lines.ts'
import type { FlowMember, TextEdit } from './text-edit.ts'

/** A part of the text to remove, and the pointer of the member that it belongs to. */
interface Piece {
  start: number
  end: number
  pointer: string
}

/** A member to remove, and its pointer. */
export interface GoneMember {
  member: FlowMember
  pointer: string
}

/** Reports whether there is a comment behind the first line of the text between two members. */
const hasCommentBelow = (gap: string): boolean => {
  const feed = gap.indexOf('\n')
  return feed >= 0 && gap.includes('#', feed)
}

const isBlank = (code: string | undefined): boolean => code === ' ' || code === '\t'

/** Removes members of a flow collection, each with one comma and with what belongs to it on its lines. */
export class FlowEraser {
  readonly #text: string
  readonly #open: number
  readonly #close: number

  /** @param node the collection, which has brackets */
  constructor(text: string, node: { start: number; end: number }) {
    this.#text = text
    this.#open = node.start
    this.#close = node.end - 1
  }

  /** Removes all members; comments on lines of their own stay. */
  eraseAll(gone: readonly GoneMember[]): TextEdit[] {
    const inner = this.#text.slice(this.#open + 1, this.#close)
    const hasOwnComment =
      inner.includes('#') &&
      [this.#open + 1, ...gone.map(({ member }) => member.end)].some((end, i) => {
        const gap = this.#text.slice(end, gone[i]?.member.start ?? this.#close)
        return i === 0 ? gap.includes('#') : hasCommentBelow(gap)
      })
    if (hasOwnComment) return this.erase(gone, undefined)
    const starts = [this.#open + 1, ...gone.slice(1).map(({ member }) => member.start), this.#close]
    return gone.map(({ pointer }, i) => ({
      start: starts[i] as number,
      end: starts[i + 1] as number,
      text: '',
      pointer,
    }))
  }

  /**
   * Removes members with the comma behind each.
   * @param spare the last comma that stays otherwise; it goes if no member without a comma may follow one
   */
  erase(gone: readonly GoneMember[], spare: number | undefined): TextEdit[] {
    const pieces: Piece[] = []
    let before = spare
    for (const { member, pointer } of gone) {
      const isTail = spare !== undefined && member.start > spare
      if (isTail) pieces.push(...this.#withCommaBefore(member, before as number, pointer))
      else pieces.push(...this.#withCommaBehind(member, pointer))
      if (isTail) before = member.comma
    }
    const edits: TextEdit[] = []
    for (let i = 0; i < pieces.length; ) {
      let next = i + 1
      while (next < pieces.length && this.#isBeside(pieces[next - 1] as Piece, pieces[next] as Piece)) next++
      edits.push(...this.#eraseGroup(pieces.slice(i, next), edits))
      i = next
    }
    return edits
  }

  #withCommaBehind({ start, end, comma }: FlowMember, pointer: string): Piece[] {
    if (comma < 0) return [{ start, end, pointer }]
    // comments on the line of the member go with it, comments below it stay
    const hasOwnComment = hasCommentBelow(this.#text.slice(end, comma))
    if (!hasOwnComment) return [{ start, end: comma + 1, pointer }]
    return [
      { start, end, pointer },
      { start: comma, end: comma + 1, pointer },
    ]
  }

  #withCommaBefore({ start, end }: FlowMember, comma: number, pointer: string): Piece[] {
    if (this.#skipBlanks(comma + 1) === start) return [{ start: comma, end, pointer }]
    return [
      { start: comma, end: comma + 1, pointer },
      { start, end, pointer },
    ]
  }

  #isBeside(piece: Piece, next: Piece): boolean {
    return this.#skipBlanks(piece.end) === next.start
  }

  #skipBlanks(from: number): number {
    let at = from
    while (isBlank(this.#text[at])) at++
    return at
  }

  /**
   * Removes pieces with only blanks between them; the line goes if nothing else is on it.
   * @param above what is removed above
   */
  #eraseGroup(pieces: readonly Piece[], above: readonly TextEdit[]): TextEdit[] {
    const { start: first } = pieces[0] as Piece
    const { end: last } = pieces.at(-1) as Piece
    const [start, end] = this.#rangeOf(first, last, above)
    const from = above.at(-1)?.end ?? 0
    return pieces.map(({ pointer }, i) => ({
      start: i === 0 ? Math.max(from, start) : (pieces[i] as Piece).start,
      end: i === pieces.length - 1 ? end : (pieces[i + 1] as Piece).start,
      text: '',
      pointer,
    }))
  }

  #rangeOf(first: number, last: number, edits: readonly TextEdit[]): [start: number, end: number] {
    const text = this.#text
    let before = first
    while (isBlank(text[before - 1])) before--
    const behind = this.#skipBlanks(last)
    const endsLine = /^[#\r\n]?$/.test(text.charAt(behind))
    const beginsLine = text[before - 1] === '\n'
    if (beginsLine && endsLine) return [this.#breakBefore(before), lineEnd(text, last)]
    if (beginsLine) {
      // the bracket on this line goes to the end of the text above, unless a comment ends it
      const above = this.#endAbove(before)
      const kept = edits.reduceRight(
        (at, { start, end }) => (end >= at ? Math.min(at, this.#endAbove(start)) : at),
        above,
      )
      const joins = behind === this.#close && !text.slice(lineStart(text, kept), kept).includes('#')
      return joins ? [above, last] : [first, behind]
    }
    // a comment behind the only member on the line of the bracket belongs to it, others to the whole line
    if (endsLine) return [before, before === this.#open + 1 ? lineEnd(text, last) : last]
    return behind === this.#close ? [before, last] : [first, behind]
  }

  #endAbove(offset: number): number {
    return this.#text.slice(0, offset).trimEnd().length
  }

  /** Returns the offset of the line break before a line. */
  #breakBefore(margin: number): number {
    const feed = margin - 1
    return this.#text[feed - 1] === '\r' ? feed - 1 : feed
  }
}
