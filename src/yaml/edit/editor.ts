import type { Json, JsonObject } from '../../model.ts'
import { join, valueAt } from '../../pointer.ts'
import { YAML_11_BREAK } from '../parse.ts'
import type { Entry, MapNode, Node, SeqNode } from '../tree.ts'
import { isMapping, isSame, setOwn, ValueReader } from '../value.ts'
import { type AliasPlan, NO_ALIASES } from './aliases.ts'
import { BlockWriter } from './block-writer.ts'
import { FlowWriter } from './flow-writer.ts'
import { LineWriter } from './line-writer.ts'
import type { Style } from './render.ts'
import { EditIndex, isPair, type Slot, type TextEdit } from './text-edit.ts'
import { ValueWriter } from './value-writer.ts'

/** Reports whether two items of a list are versions of one another: equal, or mappings with the same `name`. */
const isVersionOf = (a: Json | undefined, b: Json | undefined): boolean =>
  isSame(a, b) || (isMapping(a) && isMapping(b) && typeof a.name === 'string' && a.name === b.name)

/**
 * Replaces what ends a line in YAML 1.1 only by a line feed, and further carriage returns before CRLF by blanks: the whole
 * run ends one line of a file. All offsets stay valid.
 */
const toEditorInput = (text: string): string =>
  text
    .replace(/\r+\n?/g, (run) => (run.endsWith('\n') ? `${' '.repeat(run.length - 2)}\r\n` : '\n'.repeat(run.length)))
    .replace(YAML_11_BREAK, '\n')

/**
 * Finds the text edits that give a document another value. Only what differs is edited, in the style around it. Edits at
 * the same offset are in the order of their texts.
 */
export class Editor {
  readonly #aliases: AliasPlan
  readonly #lines: LineWriter
  readonly #block: BlockWriter
  readonly #flow: FlowWriter
  readonly #value: ValueWriter
  readonly #edits: TextEdit[] = []
  readonly #written: Json | undefined

  /**
   * @param original the document
   * @param written a version of the wanted value in which some scalars differ: it is written in place of the wanted one,
   * and does not affect which edits there are
   */
  constructor(original: string, aliases: AliasPlan, written?: Json) {
    const text = toEditorInput(original)
    this.#aliases = aliases
    this.#written = written
    const index = new EditIndex(this.#edits)
    this.#lines = new LineWriter(text, this.#edits, index, original)
    this.#block = new BlockWriter(text, this.#edits, this.#lines)
    this.#flow = new FlowWriter(text, this.#edits, index)
    this.#value = new ValueWriter(text, this.#edits, this.#lines)
  }

  /** @param document its tree and its present value */
  edit({ root, value }: { root: Node; value: Json }, after: Json, style: Style): TextEdit[] {
    const slot: Slot = { node: root, from: root.start, indent: -1, flow: false, item: false }
    this.#node(slot, value, after, '', style)
    this.#lines.keepLineFeed(root)
    return this.#edits
  }

  /** Returns what to write at a pointer. */
  #writtenAt(pointer: string, value: Json): Json {
    return this.#written === undefined ? value : (valueAt(this.#written, pointer) ?? value)
  }

  #replace(slot: Slot, after: Json, pointer: string, style: Style): void {
    this.#value.replace(slot, this.#writtenAt(pointer, after), pointer, style)
  }

  #read(node: Node): Json {
    return new ValueReader().read(node)
  }

  #node(slot: Slot, before: Json | undefined, after: Json, pointer: string, style: Style): void {
    const { node } = slot
    if (before === after && this.#aliases === NO_ALIASES) return
    if (node.type === 'alias') {
      if (!this.#aliases.keepsAlias(node)) this.#replace(slot, after, pointer, style)
    } else if (node.type === 'map' && isMapping(after)) this.#map(slot, node, before, after, pointer, style)
    else if (node.type === 'seq' && Array.isArray(after)) this.#seq(slot, node, before as Json[], after, pointer, style)
    else if (node.type !== 'scalar' || !isSame(before, after)) this.#replace(slot, after, pointer, style)
  }

  /** Splits a mapping into values from merges that stay, its own effective entries, and entries to remove. */
  #entries(node: MapNode, after: JsonObject): { merged: JsonObject; own: Map<string, Entry>; gone: Set<Entry> } {
    const merged: JsonObject = {}
    const own = new Map<string, Entry>()
    const gone = new Set<Entry>()
    for (const entry of node.entries) {
      if (!entry.merge) {
        own.set(entry.key, entry)
        continue
      }
      if (!this.#aliases.keepsMerge(entry)) {
        gone.add(entry)
        continue
      }
      for (const key of this.#aliases.mergedKeys(entry)) {
        own.delete(key) // a merge wins over the keys before it
        if (Object.hasOwn(after, key)) setOwn(merged, key, after[key] as Json)
      }
    }
    if (!this.#aliases.keepsHidden) for (const entry of node.entries) if (own.get(entry.key) !== entry) gone.add(entry)
    return { merged, own, gone }
  }

  #map(slot: Slot, node: MapNode, before: Json | undefined, after: JsonObject, pointer: string, style: Style): void {
    const { merged, own, gone } = this.#entries(node, after)
    for (const entry of node.entries) if (!entry.merge && !Object.hasOwn(after, entry.key)) gone.add(entry)
    const added = Object.keys(after).filter((key) => !own.has(key) && !Object.hasOwn(merged, key))
    const isEmptied = Object.keys(after).length === 0 && gone.size > 0
    const isEmptiedHere = isEmptied && (!node.flow || isPair(node))
    if (node.entries.length === 0 || isEmptiedHere || (isPair(node) && gone.size > 0)) {
      if (added.length > 0 || gone.size > 0) this.#replace(slot, after, pointer, style)
      return
    }
    const inner = this.#styleBelow(slot, node, style)
    const now = isMapping(before) && !node.entries.some(({ merge }) => merge) ? before : undefined
    for (const entry of node.entries) {
      if (gone.has(entry) || own.get(entry.key) !== entry) continue
      const value = after[entry.key] as Json
      const place: Slot = { node: entry.value, from: entry.colonEnd, indent: node.indent, flow: node.flow, item: false }
      this.#node(
        place,
        now === undefined ? this.#read(entry.value) : now[entry.key],
        value,
        join(pointer, entry.key),
        inner,
      )
    }
    const wanted = added.map((key): [string, Json] => [key, this.#writtenAt(join(pointer, key), after[key] as Json)])
    if (node.flow) this.#flow.changeEntries(node, gone, wanted, pointer)
    else this.#block.changeEntries(node, gone, wanted, pointer, inner)
  }

  #styleBelow(slot: Slot, node: MapNode | SeqNode, style: Style): Style {
    if (node.flow || slot.indent < 0) return style
    if (node.type === 'map')
      return slot.item || node.indent <= slot.indent ? style : { ...style, step: node.indent - slot.indent }
    return slot.item ? style : { ...style, listOffset: Math.max(0, node.indent - slot.indent) }
  }

  #seq(slot: Slot, node: SeqNode, before: Json[], after: Json[], pointer: string, style: Style): void {
    const gone = new Set<number>()
    let next = 0
    for (const [i, item] of before.entries()) {
      const spare = before.length - i > after.length - next
      if (spare && !isVersionOf(item, after[next])) gone.add(i)
      else if (next < after.length) next++
      else gone.add(i)
    }
    const isWrittenAnew = gone.size > 0 && !node.flow && !this.#block.canRemoveItems(node, gone)
    if (node.items.length === 0 || isWrittenAnew) {
      if (after.length > 0 || gone.size > 0) this.#replace(slot, after, pointer, style)
      return
    }
    const inner = this.#styleBelow(slot, node, style)
    let index = 0
    for (const [i, item] of node.items.entries()) {
      if (gone.has(i)) continue
      const from = node.flow ? item.value.propsStart : item.start + 1
      const place: Slot = { node: item.value, from, indent: node.indent, flow: node.flow, item: true }
      this.#node(place, before[i], after[index] as Json, join(pointer, index), inner)
      index++
    }
    const added = after.slice(index).map((item, i) => this.#writtenAt(join(pointer, index + i), item))
    if (node.flow) this.#flow.changeItems(node, gone, added, pointer)
    else this.#block.changeItems(node, gone, added, pointer, inner)
  }
}
