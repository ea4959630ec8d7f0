import { lineEnd, lineEndingAt, lineStart } from './lines.ts'
import type { Piece } from './piece.ts'
import type { RenderedLine } from './render.ts'
import type { Node } from './tree.ts'

/** The last scalar of a node, where it ends. */
const lastLeaf = (node: Node): Node => {
  const last =
    node.type === 'map' ? node.entries.at(-1)?.value : node.type === 'seq' ? node.items.at(-1)?.value : undefined
  return last === undefined ? node : lastLeaf(last)
}

/** Puts whole lines into a text and takes them out, with the line endings that stand there. */
export class LineWriter {
  readonly #text: string
  readonly #pieces: Piece[]

  constructor(text: string, pieces: Piece[]) {
    this.#text = text
    this.#pieces = pieces
  }

  /** The end of what is written, without a line feed that a block scalar counts as its own. */
  contentEnd(end: number): number {
    if (this.#text[end - 1] !== '\n') return end
    return this.#text[end - 2] === '\r' ? end - 2 : end - 1
  }

  /** Whether nothing but blanks stands before an offset on its line. */
  isOnOwnLine(offset: number): boolean {
    return this.#text.slice(lineStart(this.#text, offset), offset).trim() === ''
  }

  /** Puts lines behind the one that `at` is the end of. */
  insert(at: number, lines: readonly RenderedLine[]): void {
    const ending = lineEndingAt(this.#text, at)
    for (const { indent, text, pointer } of lines)
      this.#pieces.push({ start: at, end: at, text: `${ending}${' '.repeat(indent)}${text}`, pointer })
  }

  /** Puts lines behind a member of a block collection and the comments that belong to it. */
  insertAfter(member: { start: number; end: number; value: Node }, indent: number, lines: readonly RenderedLine[]) {
    const { start, end, value } = member
    const leaf = lastLeaf(value)
    const isOpen =
      leaf.type === 'scalar' && leaf.style === 'block' && end === this.#text.length && !this.#text.endsWith('\n')
    if (!isOpen) {
      this.insert(this.#pastComments(lineEnd(this.#text, this.contentEnd(end)), indent), lines)
      return
    }
    // a line feed after a block scalar that ends the text would become part of it
    const ending = lineEndingAt(this.#text, start)
    for (const [i, line] of lines.entries()) {
      const before = i === 0 ? '' : ' '.repeat(line.indent)
      const behind = i === lines.length - 1 ? ' '.repeat(indent) : ''
      this.#pieces.push({ start, end: start, text: `${before}${line.text}${ending}${behind}`, pointer: line.pointer })
    }
  }

  /** Puts lines in the place of a stretch of text; the first goes where that starts. */
  overwrite(start: number, end: number, lines: readonly RenderedLine[]): void {
    const [first, ...rest] = lines as [RenderedLine, ...RenderedLine[]]
    this.#pieces.push({ start, end, text: first.text, pointer: first.pointer })
    this.insert(lineEnd(this.#text, end), rest)
  }

  /** Takes out the lines from that of one offset to that of another. */
  remove(from: number, end: number, pointer: string): void {
    const start = lineStart(this.#text, from)
    const stop = lineEnd(this.#text, this.contentEnd(end))
    const next = this.#text.indexOf('\n', stop) + 1
    // with the line feed before it, so that what is put after a last line does not fall into the gap
    if (start === 0) this.#pieces.push({ start, end: next === 0 ? stop : next, text: '', pointer })
    else this.#pieces.push({ start: this.contentEnd(start), end: stop, text: '', pointer })
  }

  /** The end of the last of the comment lines that follow and are indented deeper: they belong to what is above. */
  #pastComments(at: number, indent: number): number {
    for (let end = at; ; ) {
      const next = this.#text.indexOf('\n', end) + 1
      if (next === 0) return end
      const stop = lineEnd(this.#text, next)
      const line = this.#text.slice(next, stop)
      const column = line.search(/\S/)
      if (column <= indent || line[column] !== '#') return end
      end = stop
    }
  }
}
