import { lineEnd, lineEndingAt, lineStart } from '../lines.ts'
import type { Node, ScalarNode } from '../tree.ts'
import type { RenderedLine } from './render.ts'
import type { EditIndex, TextEdit } from './text-edit.ts'

/** Returns the last leaf of a node, at which it ends; only leaves that are kept count, if there are any. */
const lastLeaf = (node: Node, isKept: (leaf: Node) => boolean = () => true): Node => {
  const members = node.type === 'map' ? node.entries : node.type === 'seq' ? node.items : []
  for (let i = members.length - 1; i >= 0; i--) {
    const leaf = lastLeaf((members[i] as { value: Node }).value, isKept)
    if (isKept(leaf)) return leaf
  }
  return node
}

/** Inserts and removes whole lines, with the line endings used around them. */
export class LineWriter {
  readonly #text: string
  readonly #original: string
  readonly #edits: TextEdit[]
  readonly #index: EditIndex
  /** The offset at which the text starts after its first lines are removed. */
  #clearedTo = 0

  /** @param original the text with its own line breaks, of which `text` has line feeds */
  constructor(text: string, edits: TextEdit[], index: EditIndex, original = text) {
    this.#text = text
    this.#original = original
    this.#edits = edits
    this.#index = index
  }

  /** Returns an end offset without the line feed that belongs to a block scalar. */
  contentEnd(end: number): number {
    if (this.#text[end - 1] !== '\n') return end
    return this.#text[end - 2] === '\r' ? end - 2 : end - 1
  }

  /** Returns the end of a node, without the blanks before an absent value. */
  endOf(node: Node): number {
    const leaf = lastLeaf(node)
    let end = this.contentEnd(node.end)
    if (leaf.start === leaf.end) while (this.#text[end - 1] === ' ' || this.#text[end - 1] === '\t') end--
    return end
  }

  /** Reports whether only blanks precede an offset on its line. */
  isOnOwnLine(offset: number): boolean {
    return this.#text.slice(lineStart(this.#text, offset), offset).trim() === ''
  }

  /** Inserts lines after the line that ends at `wanted`. */
  insert(wanted: number, lines: readonly RenderedLine[]): void {
    // A removal may extend beyond its member, over the blank lines below it.
    const at = this.#index.removalOver(wanted)?.end ?? wanted
    // go-yaml keeps LS and PS in a block scalar, so the one behind its last line has to stay there
    const ending = /^[\u2028\u2029]/.exec(this.#original.slice(at, at + 1))?.[0] ?? lineEndingAt(this.#text, at)
    for (const { indent, text, pointer } of lines)
      this.#edits.push({ start: at, end: at, text: `${ending}${' '.repeat(indent)}${text}`, pointer })
  }

  /** Inserts lines after a member of a block collection and the comments that belong to it. */
  insertAfter({ end, value }: { end: number; value: Node }, indent: number, lines: readonly RenderedLine[]): void {
    const leaf = lastLeaf(value)
    const first = lines[0]
    const isBlock = leaf.type === 'scalar' && leaf.style === 'block' && !this.#text.endsWith('\n')
    if (isBlock && first !== undefined && end === this.#text.length) this.#close(leaf, first.pointer)
    this.insert(this.#pastComments(lineEnd(this.#text, this.contentEnd(end)), indent), lines)
  }

  /** Changes the header of a block scalar that ends the text, so that it keeps its value when lines follow. */
  #close({ start, text }: ScalarNode, pointer: string): void {
    const isRewritten = this.#edits.some((edit) => edit.start <= start && start < edit.end)
    if (isRewritten) return
    const header = /^[|>][0-9+-]*/.exec(this.#text.slice(start))?.[0] ?? ''
    const chomping = text.endsWith('\n') ? '' : '-'
    const closed = header.replace(/[+-]/, '') + chomping
    if (closed !== header) this.#edits.push({ start, end: start + header.length, text: closed, pointer })
  }

  /** Keeps the last line feed of a block scalar when everything below it is removed. Call it after all other edits. */
  keepLineFeed(root: Node): void {
    const end = this.#text.length
    const removed = this.#edits.find((edit) => edit.end === end && edit.start < end && edit.text === '')
    if (removed === undefined || this.#text.endsWith('\n')) return
    // An absent value at the end of a removed member starts where the removal ends.
    const isKept = ({ start, end: stop }: Node): boolean =>
      !this.#edits.some(
        (edit) =>
          edit.text === '' &&
          (start === stop ? edit.start < start && start <= edit.end : edit.start <= start && start < edit.end),
      )
    const leaf = lastLeaf(root, isKept)
    const isFollowed = this.#edits.some(({ start, text }) => start >= leaf.end && text !== '')
    if (leaf.type !== 'scalar' || leaf.style !== 'block' || !leaf.text.endsWith('\n') || isFollowed) return
    this.#edits.push({ start: end, end, text: lineEndingAt(this.#text, end), pointer: removed.pointer })
  }

  /** Replaces a range of text by lines; the first is written at its start. */
  overwrite(start: number, end: number, lines: readonly RenderedLine[]): void {
    const [first, ...rest] = lines as [RenderedLine, ...RenderedLine[]]
    this.#edits.push({ start, end, text: first.text, pointer: first.pointer })
    this.insert(lineEnd(this.#text, end), rest)
  }

  /**
   * Removes the lines of a member and the comments that belong to it. Members must be removed in the order of the text.
   * @param above the member that stays above: a block scalar could take over the lines below
   */
  remove(member: { start: number; end: number }, above: Node | undefined, pointer: string): void {
    const start = lineStart(this.#text, member.start)
    const indent = member.start - start
    const last = lineEnd(this.#text, this.contentEnd(member.end))
    const block = this.#openBlock(above, start)
    const comments = this.#pastComments(last, indent)
    const stop = block?.keepsFeeds ? this.#pastBlanks(comments) : comments
    if (this.#text[start - 1] === '\n' && start !== this.#clearedTo) {
      // includes the line feed before it, so that lines inserted after a last line do not fall into the gap
      this.#edits.push({ start: this.contentEnd(start), end: stop, text: '', pointer })
    } else {
      const next = this.#text.indexOf('\n', stop) + 1
      this.#clearedTo = next === 0 ? stop : next
      this.#edits.push({ start, end: this.#clearedTo, text: '', pointer })
    }
    if (block !== undefined) this.#outdent(stop, indent, block.column ?? indent + 1, pointer)
  }

  /** Describes the block scalar that ends a member, if nothing between it and an offset ends it. */
  #openBlock(above: Node | undefined, offset: number): { keepsFeeds: boolean; column: number | undefined } | undefined {
    const leaf = above === undefined ? undefined : lastLeaf(above)
    if (leaf?.type !== 'scalar' || leaf.style !== 'block' || this.#text.slice(leaf.end, offset).includes('#')) return
    const header = /^[|>][0-9+-]*/.exec(this.#text.slice(leaf.start))?.[0] ?? ''
    const first = /^ *(?=[^\s])/m.exec(this.#text.slice(lineEnd(this.#text, leaf.start), leaf.end))?.[0]
    return { keepsFeeds: header.includes('+'), column: /[0-9]/.test(header) ? undefined : first?.length }
  }

  /** Returns the end of the blank lines that follow. */
  #pastBlanks(at: number): number {
    return at + (/^(?:\r?\n[ \t]*)*(?=\r?\n)/.exec(this.#text.slice(at))?.[0].length ?? 0)
  }

  /**
   * Takes blanks from the lines that follow, which a block scalar above would read as its own: from blank lines, and from
   * the first comment, which ends the scalar then.
   * @param column from which on the block scalar reads text
   */
  #outdent(at: number, indent: number, column: number, pointer: string): void {
    for (let end = at; ; ) {
      const next = this.#text.indexOf('\n', end) + 1
      if (next === 0) return
      end = lineEnd(this.#text, next)
      const line = this.#text.slice(next, end)
      const blanks = /^[ \t]*/.exec(line)?.[0].length ?? 0
      const isComment = line[blanks] === '#'
      if (blanks < line.length && !isComment) return
      const to = isComment ? indent : 0
      if (blanks >= column) this.#edits.push({ start: next + to, end: next + blanks, text: '', pointer })
      if (isComment) return
    }
  }

  /** Returns the end of the comment lines that follow and are indented deeper: they belong to the member above. */
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
