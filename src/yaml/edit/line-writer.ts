import { lineEnd, lineEndingAt, lineStart } from '../lines.ts'
import type { Node, ScalarNode } from '../tree.ts'
import type { RenderedLine } from './render.ts'
import type { TextEdit } from './text-edit.ts'

/** The last scalar of a node, where it ends. */
const lastLeaf = (node: Node): Node => {
  const last =
    node.type === 'map' ? node.entries.at(-1)?.value : node.type === 'seq' ? node.items.at(-1)?.value : undefined
  return last === undefined ? node : lastLeaf(last)
}

/** Puts whole lines into a text and takes them out, with the line endings that stand there. */
export class LineWriter {
  readonly #text: string
  readonly #pieces: TextEdit[]
  /** Where the text starts once its first lines are out. */
  #clearedTo = 0
  /** The line feed that a block scalar was left at the end of the text. */
  #feed: TextEdit | undefined

  constructor(text: string, pieces: TextEdit[]) {
    this.#text = text
    this.#pieces = pieces
  }

  /** The end of what is written, without a line feed that a block scalar counts as its own. */
  contentEnd(end: number): number {
    if (this.#text[end - 1] !== '\n') return end
    return this.#text[end - 2] === '\r' ? end - 2 : end - 1
  }

  /** The end of what is written of a node, without the blanks before an absent value. */
  endOf(node: Node): number {
    const leaf = lastLeaf(node)
    let end = this.contentEnd(node.end)
    if (leaf.start === leaf.end) while (this.#text[end - 1] === ' ' || this.#text[end - 1] === '\t') end--
    return end
  }

  /** Whether nothing but blanks stands before an offset on its line. */
  isOnOwnLine(offset: number): boolean {
    return this.#text.slice(lineStart(this.#text, offset), offset).trim() === ''
  }

  /** Puts lines behind the one that `at` is the end of. */
  insert(wanted: number, lines: readonly RenderedLine[]): void {
    // What was taken out may reach further than the member did, over the blank lines below it.
    const over = this.#pieces.find(({ start, end, text }) => text === '' && start < wanted && wanted < end)
    const at = over?.end ?? wanted
    const ending = lineEndingAt(this.#text, at)
    if (lines.length > 0 && this.#feed?.start === at) {
      this.#pieces.splice(this.#pieces.indexOf(this.#feed), 1)
      this.#feed = undefined
    }
    for (const { indent, text, pointer } of lines)
      this.#pieces.push({ start: at, end: at, text: `${ending}${' '.repeat(indent)}${text}`, pointer })
  }

  /** Puts lines behind a member of a block collection and the comments that belong to it. */
  insertAfter({ end, value }: { end: number; value: Node }, indent: number, lines: readonly RenderedLine[]): void {
    const leaf = lastLeaf(value)
    const first = lines[0]
    const isBlock = leaf.type === 'scalar' && leaf.style === 'block' && !this.#text.endsWith('\n')
    if (isBlock && first === undefined) this.#keepLineFeed(leaf)
    if (isBlock && first !== undefined && end === this.#text.length) this.#close(leaf, first.pointer)
    this.insert(this.#pastComments(lineEnd(this.#text, this.contentEnd(end)), indent), lines)
  }

  /** Lets a block scalar that ends the text keep its value when a line feed follows. */
  #close({ start, text }: ScalarNode, pointer: string): void {
    const isWrittenAnew = this.#pieces.some((piece) => piece.start <= start && start < piece.end)
    if (isWrittenAnew) return
    const header = /^[|>][0-9+-]*/.exec(this.#text.slice(start))?.[0] ?? ''
    const chomping = text.endsWith('\n') ? '' : '-'
    const closed = header.replace(/[+-]/, '') + chomping
    if (closed !== header) this.#pieces.push({ start, end: start + header.length, text: closed, pointer })
  }

  /** Lets a block scalar keep its last line feed when all below it is taken out, to the end of the text. */
  #keepLineFeed(leaf: ScalarNode): void {
    const end = this.#text.length
    const removed = this.#pieces.find((piece) => piece.end === end && piece.start < end && piece.text === '')
    if (removed === undefined || removed.start < leaf.start || !leaf.text.endsWith('\n')) return
    this.#feed = { start: end, end, text: lineEndingAt(this.#text, end), pointer: removed.pointer }
    this.#pieces.push(this.#feed)
  }

  /** Puts lines in the place of a stretch of text; the first goes where that starts. */
  overwrite(start: number, end: number, lines: readonly RenderedLine[]): void {
    const [first, ...rest] = lines as [RenderedLine, ...RenderedLine[]]
    this.#pieces.push({ start, end, text: first.text, pointer: first.pointer })
    this.insert(lineEnd(this.#text, end), rest)
  }

  /**
   * Takes out the lines of a member and the comments that belong to it; to be called in the order of the text.
   * @param above what stays above it: a block scalar that keeps all its line feeds must not get those below
   */
  remove(member: { start: number; end: number }, above: Node | undefined, pointer: string): void {
    const start = lineStart(this.#text, member.start)
    const last = lineEnd(this.#text, this.contentEnd(member.end))
    const stop = this.#pastBlanks(this.#pastComments(last, member.start - start), above)
    if (this.#text[start - 1] === '\n' && start !== this.#clearedTo) {
      // with the line feed before it, so that what is put after a last line does not fall into the gap
      this.#pieces.push({ start: this.contentEnd(start), end: stop, text: '', pointer })
      return
    }
    const next = this.#text.indexOf('\n', stop) + 1
    this.#clearedTo = next === 0 ? stop : next
    this.#pieces.push({ start, end: this.#clearedTo, text: '', pointer })
  }

  #pastBlanks(at: number, above: Node | undefined): number {
    const leaf = above === undefined ? undefined : lastLeaf(above)
    if (leaf?.type !== 'scalar' || leaf.style !== 'block' || this.#text[leaf.start + 1] !== '+') return at
    return at + (/^(?:\r?\n[ \t]*)*(?=\r?\n)/.exec(this.#text.slice(at))?.[0].length ?? 0)
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
