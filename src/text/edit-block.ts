import type { Json } from '../model.ts'
import { lineEnd, lineEndingAt, lineStart } from './lines.ts'
import type { Piece, Slot } from './piece.ts'
import {
  type RenderedLine,
  renderBlock,
  renderEntry,
  renderFlow,
  renderItem,
  renderScalar,
  type Style,
} from './render.ts'
import type { Entry, MapNode, Node, SeqNode } from './tree.ts'

const below = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The last scalar of a node, where it ends. */
const lastLeaf = (node: Node): Node => {
  const last =
    node.type === 'map' ? node.entries.at(-1)?.value : node.type === 'seq' ? node.items.at(-1)?.value : undefined
  return last === undefined ? node : lastLeaf(last)
}

/** Writes in block style: whole lines, with the indentation and line endings that stand there. */
export class BlockWriter {
  readonly #text: string
  readonly #pieces: Piece[]

  constructor(text: string, pieces: Piece[]) {
    this.#text = text
    this.#pieces = pieces
  }

  /** Takes entries out of a mapping and puts others in, after those that stay. */
  changeEntries(
    node: MapNode,
    gone: ReadonlySet<Entry>,
    added: readonly [string, Json][],
    pointer: string,
    style: Style,
  ): void {
    const lines = added.flatMap(([key, value]) => renderEntry(key, value, node.indent, pointer, style))
    const kept = node.entries.filter((entry) => !gone.has(entry))
    const last = kept.at(-1)
    if (last === undefined) {
      const from = (node.entries[0] as Entry).start
      this.#overwrite(from, this.#contentEnd(node.end), node.indent, lines)
      return
    }
    this.#removeLeading(node, gone, kept[0] as Entry, pointer)
    for (const entry of gone)
      if (this.#isOnOwnLine(entry.start)) this.#removeLines(entry.start, this.#endOf(entry), below(pointer, entry.key))
    this.#insertAfter(last.start, this.#endOf(last), last.value, node.indent, lines)
  }

  /** Takes items out of a sequence and puts others at its end. False where an item does not stand on its own line. */
  changeItems(
    node: SeqNode,
    gone: ReadonlySet<number>,
    added: readonly Json[],
    pointer: string,
    style: Style,
  ): boolean {
    if ([...gone].some((i) => !this.#isOnOwnLine((node.items[i] as { start: number }).start))) return false
    const kept = node.items.filter((_, i) => !gone.has(i))
    const last = kept.at(-1)
    if (last === undefined) return false
    for (const i of gone) {
      const item = node.items[i] as { start: number; value: Node }
      this.#removeLines(item.start, Math.max(item.start + 1, this.#contentEnd(item.value.end)), below(pointer, i))
    }
    const lines = added.flatMap((item, i) => renderItem(item, node.indent, below(pointer, kept.length + i), style))
    this.#insertAfter(last.start, Math.max(last.start + 1, last.value.end), last.value, node.indent, lines)
    return true
  }

  /** Writes a collection that is not empty in the place of anything. */
  replaceByCollection(slot: Slot, after: Json, pointer: string, style: Style): void {
    const { node } = slot
    const isAbsent = node.type === 'scalar' && node.start === node.end
    const start = node.anchor === undefined ? node.propsStart : node.start
    const column = start - lineStart(this.#text, start)
    const inPlace = slot.item || this.#text.slice(slot.from, start).includes('\n')
    const minimum = Array.isArray(after) ? slot.indent : slot.indent + 1
    if (inPlace && !isAbsent && column >= minimum) {
      this.#overwrite(start, this.#contentEnd(node.end), column, renderBlock(after, column, pointer, style))
      return
    }
    if (slot.item) {
      this.replaceInline(slot, after, pointer)
      return
    }
    const indent = slot.indent + (Array.isArray(after) ? style.listOffset : style.step)
    const lines = renderBlock(after, indent, pointer, style)
    const end = isAbsent ? slot.from : this.#contentEnd(node.end)
    if (!isAbsent) {
      const blank = /\s*$/.exec(this.#text.slice(slot.from, start))?.[0].length ?? 0
      this.#pieces.push({ start: start - blank, end, text: '', pointer })
    }
    this.#insertLines(lineEnd(this.#text, end), lines)
  }

  /** Writes a scalar or an empty collection, or anything in flow style, in the place of anything. */
  replaceInline(slot: Slot, after: Json, pointer: string): void {
    const { node } = slot
    const isAbsent = node.type === 'scalar' && node.start === node.end
    const isScalar = after === null || typeof after !== 'object'
    const text = isScalar ? this.#inQuotesOf(node, after) : renderFlow(after)
    const end = this.#contentEnd(node.end)
    const start = node.anchor === undefined ? node.propsStart : node.start
    const joins = slot.indent >= 0 && (isAbsent || this.#text.slice(slot.from, start).trim() === '')
    const piece = joins && node.type !== 'scalar' ? { start: slot.from, end, text: ` ${text}` } : { start, end, text }
    const absent = { start: slot.from, end: slot.from, text: ` ${text}` }
    this.#pieces.push({ ...(isAbsent && slot.indent >= 0 ? absent : piece), pointer })
  }

  #inQuotesOf(node: Node, value: Json): string {
    if (typeof value !== 'string' || node.type !== 'scalar') return renderScalar(value)
    if (node.style === 'single' && /^[ -~]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`
    return renderScalar(value, node.style === 'double')
  }

  #contentEnd(end: number): number {
    if (this.#text[end - 1] !== '\n') return end
    return this.#text[end - 2] === '\r' ? end - 2 : end - 1
  }

  #endOf(entry: Entry): number {
    return Math.max(entry.colonEnd, entry.value.end)
  }

  #isOnOwnLine(offset: number): boolean {
    return this.#text.slice(lineStart(this.#text, offset), offset).trim() === ''
  }

  #overwrite(start: number, end: number, indent: number, lines: readonly RenderedLine[]): void {
    const [first, ...rest] = lines as [RenderedLine, ...RenderedLine[]]
    this.#pieces.push({ start, end, text: first.text, pointer: first.pointer })
    this.#insertLines(
      lineEnd(this.#text, end),
      rest.map((line) => ({ ...line, indent: Math.max(line.indent, indent) })),
    )
  }

  #insertLines(at: number, lines: readonly RenderedLine[]): void {
    const ending = lineEndingAt(this.#text, at)
    for (const { indent, text, pointer } of lines)
      this.#pieces.push({ start: at, end: at, text: `${ending}${' '.repeat(indent)}${text}`, pointer })
  }

  #insertAfter(start: number, end: number, value: Node, indent: number, lines: readonly RenderedLine[]): void {
    const leaf = lastLeaf(value)
    const isOpen =
      leaf.type === 'scalar' && leaf.style === 'block' && end === this.#text.length && !this.#text.endsWith('\n')
    if (!isOpen) {
      this.#insertLines(this.#pastComments(lineEnd(this.#text, this.#contentEnd(end)), indent), lines)
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

  /** Entries that share their line with the dash of the item that they begin. */
  #removeLeading(node: MapNode, gone: ReadonlySet<Entry>, kept: Entry, pointer: string): void {
    const first = node.entries[0] as Entry
    if (!gone.has(first) || this.#isOnOwnLine(first.start)) return
    const leading = node.entries.slice(0, node.entries.indexOf(kept))
    const stop = lineEnd(this.#text, this.#contentEnd(this.#endOf(leading.at(-1) as Entry)))
    const hasComment = this.#text.slice(stop, kept.start).includes('#')
    const start = hasComment
      ? first.start - (/ *$/.exec(this.#text.slice(0, first.start))?.[0].length ?? 0)
      : first.start
    this.#pieces.push({ start, end: hasComment ? stop : kept.start, text: '', pointer: below(pointer, first.key) })
    for (const entry of leading) (gone as Set<Entry>).delete(entry)
  }

  #removeLines(from: number, end: number, pointer: string): void {
    const start = lineStart(this.#text, from)
    const stop = lineEnd(this.#text, this.#contentEnd(end))
    const isFirst = start === 0
    const next = this.#text.indexOf('\n', stop) + 1
    // with the line feed before it, so that what is put after a last line does not fall into the gap
    if (isFirst) this.#pieces.push({ start, end: next === 0 ? stop : next, text: '', pointer })
    else this.#pieces.push({ start: this.#contentEnd(start), end: stop, text: '', pointer })
  }
}
