import type { Json } from '../../model.ts'
import { join } from '../../pointer.ts'
import { lineEnd } from '../lines.ts'
import type { Entry, Item, MapNode, Node, SeqNode } from '../tree.ts'
import type { LineWriter } from './line-writer.ts'
import { renderEntry, renderItem, type Style } from './render.ts'
import { endOfValue, type TextEdit } from './text-edit.ts'

/** Adds members to block collections and removes them, in whole lines. */
export class BlockWriter {
  readonly #text: string
  readonly #edits: TextEdit[]
  readonly #lines: LineWriter

  constructor(text: string, edits: TextEdit[], lines: LineWriter) {
    this.#text = text
    this.#edits = edits
    this.#lines = lines
  }

  /** Removes entries of a mapping and adds others: below those that stay, or next to the dash if its entry is removed. */
  changeEntries(
    node: MapNode,
    gone: ReadonlySet<Entry>,
    added: readonly [string, Json][],
    pointer: string,
    style: Style,
  ): void {
    const lines = added.flatMap(([key, value]) => renderEntry(key, value, node.indent, pointer, style))
    // added entries must follow a merge, which could win over them
    const isMerging = node.entries.some(({ merge }) => merge)
    const first = node.entries[0] as Entry
    const isReplaced = lines.length > 0 && gone.has(first) && !isMerging && !this.#lines.isOnOwnLine(first.start)
    const replaced = isReplaced ? first : undefined
    const kept = node.entries.filter((entry) => !gone.has(entry) || entry === replaced)
    const last = kept.at(-1)
    if (last === undefined) {
      this.#lines.overwrite(first.start, this.#lines.endOf(node), lines)
      return
    }
    const leading = this.#removeLeading(node, kept[0] as Entry, pointer)
    let above: Node | undefined
    for (const entry of node.entries) {
      if (!gone.has(entry)) above = entry.value
      else if (entry === replaced) this.#lines.overwrite(entry.start, this.#lines.contentEnd(this.#endOf(entry)), lines)
      else if (!leading.has(entry))
        this.#lines.remove({ start: entry.start, end: this.#endOf(entry) }, above, join(pointer, entry.key))
    }
    if (replaced === undefined)
      this.#lines.insertAfter({ end: this.#endOf(last), value: last.value }, node.indent, lines)
  }

  /** Returns the end of an entry; of one without a value, before the blanks and the comment behind it. */
  #endOf({ value, colonEnd }: Entry): number {
    return Math.max(colonEnd, endOfValue(this.#text, value, colonEnd))
  }

  /** Reports whether the items can be removed line by line: each starts its own line, and others stay. */
  canRemoveItems(node: SeqNode, gone: ReadonlySet<number>): boolean {
    const isOnOwnLine = (i: number): boolean => this.#lines.isOnOwnLine((node.items[i] as Item).start)
    return gone.size < node.items.length && [...gone].every(isOnOwnLine)
  }

  /** Removes items of a sequence and appends others. */
  changeItems(node: SeqNode, gone: ReadonlySet<number>, added: readonly Json[], pointer: string, style: Style): void {
    const items = [...node.items.entries()]
    const kept = items.filter(([i]) => !gone.has(i))
    const last = kept.at(-1)?.[1] as Item
    const endOfItem = ({ start, value }: Item): number => Math.max(start + 1, this.#lines.endOf(value))
    let above: Node | undefined
    for (const [i, item] of items) {
      if (!gone.has(i)) above = item.value
      else this.#lines.remove({ start: item.start, end: endOfItem(item) }, above, join(pointer, i))
    }
    const lines = added.flatMap((item, i) => renderItem(item, node.indent, join(pointer, kept.length + i), style))
    const end = Math.max(last.start + 1, last.value.end)
    this.#lines.insertAfter({ end, value: last.value }, node.indent, lines)
  }

  /** Removes the entries before `kept` if the first of them is on the same line as the dash of its item. */
  #removeLeading(node: MapNode, kept: Entry, pointer: string): ReadonlySet<Entry> {
    const first = node.entries[0] as Entry
    if (first === kept || this.#lines.isOnOwnLine(first.start)) return new Set()
    const leading = node.entries.slice(0, node.entries.indexOf(kept))
    const stop = lineEnd(this.#text, this.#lines.contentEnd(this.#endOf(leading.at(-1) as Entry)))
    const hasComment = this.#text.slice(stop, kept.start).includes('#')
    let margin = first.start
    while (this.#text[margin - 1] === ' ') margin--
    const at = join(pointer, first.key)
    if (hasComment) this.#edits.push({ start: margin, end: stop, text: '', pointer: at })
    else this.#edits.push({ start: first.start, end: kept.start, text: '', pointer: at })
    return new Set(leading)
  }
}
