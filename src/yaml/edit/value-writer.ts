import type { Json } from '../../model.ts'
import { lineEnd, lineStart } from '../lines.ts'
import type { Node } from '../tree.ts'
import type { LineWriter } from './line-writer.ts'
import { type Quotes, quotesIn, renderBlock, renderFlow, renderScalar, type Style } from './render.ts'
import { endOfValue, isAbsent, propertiesAt, type Slot, type TextEdit } from './text-edit.ts'

/** Reports whether a node is a flow collection with members: its replacement keeps that style. */
const isFlow = (node: Node): boolean =>
  (node.type === 'map' && node.flow && node.entries.length > 0) ||
  (node.type === 'seq' && node.flow && node.items.length > 0)

/** Returns the offset from which a value is replaced: an anchor stays, because aliases may use it; a tag goes. */
const startOf = (node: Node): number => (node.anchor === undefined ? node.propsStart : node.start)

const inQuotesOf = (node: Node, value: Json): string => {
  if (typeof value !== 'string' || node.type !== 'scalar') return renderScalar(value)
  if (node.style === 'single' && /^[ -~]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`
  return renderScalar(value, node.style === 'double')
}

/** Replaces a value by one of another kind. */
export class ValueWriter {
  readonly #text: string
  readonly #edits: TextEdit[]
  readonly #lines: LineWriter
  readonly #quotes: Quotes

  constructor(text: string, edits: TextEdit[], lines: LineWriter) {
    this.#text = text
    this.#quotes = quotesIn(text)
    this.#edits = edits
    this.#lines = lines
  }

  replace(slot: Slot, after: Json, pointer: string, style: Style): void {
    const { node } = slot
    const isCollection = after !== null && typeof after === 'object' && Object.keys(after).length > 0
    if (node.tag !== undefined && (node.anchor !== undefined || isAbsent(node))) this.#dropTag(node, pointer)
    if (slot.flow) this.#inFlow(slot, after, pointer)
    else if (isCollection && slot.indent >= 0 && !isFlow(node)) this.#byCollection(slot, after, pointer, style)
    else this.#inline(slot, after, pointer)
  }

  /** Writes a value in flow style; an absent one before the comment behind its colon. */
  #inFlow({ node, from, item }: Slot, after: Json, pointer: string): void {
    const quotes = this.#text[node.start] === '"' && this.#quotes === 'none' ? 'all' : this.#quotes
    const text = renderFlow(after, quotes)
    if (!isAbsent(node)) {
      this.#edits.push({ start: startOf(node), end: endOfValue(this.#text, node, from), text, pointer })
      return
    }
    const start = this.#placeOf(node, from)
    const colon = item || this.#text[from - 1] === ':' ? '' : ':'
    this.#edits.push({ start, end: start, text: `${colon} ${text}`, pointer })
  }

  /** Returns the place of an absent value: behind its anchor, else directly behind its colon. */
  #placeOf({ anchor, propsStart }: Node, from: number): number {
    const properties = anchor === undefined ? [] : propertiesAt(this.#text, propsStart)
    return properties.find(({ start }) => this.#text[start] === '&')?.end ?? from
  }

  /** Removes the tag of a node, if its replacement does not include it. */
  #dropTag({ propsStart }: Node, pointer: string): void {
    for (const { start, end } of propertiesAt(this.#text, propsStart)) {
      if (this.#text[start] !== '!') continue
      const blanks = /[ \t]*$/.exec(this.#text.slice(lineStart(this.#text, start), start))?.[0].length ?? 0
      this.#edits.push({ start: start - blanks, end, text: '', pointer })
    }
  }

  /** Writes a collection that is not empty in block style. */
  #byCollection(slot: Slot, after: Json, pointer: string, style: Style): void {
    const { node } = slot
    const start = startOf(node)
    const column = start - lineStart(this.#text, start)
    const inPlace = (slot.item && node.anchor === undefined) || this.#text.slice(slot.from, start).includes('\n')
    const minimum = Array.isArray(after) ? slot.indent : slot.indent + 1
    if (inPlace && !isAbsent(node) && column >= minimum) {
      this.#lines.overwrite(start, this.#lines.endOf(node), renderBlock(after, column, pointer, style))
      return
    }
    if (slot.item) {
      this.#inline(slot, after, pointer)
      return
    }
    const indent = slot.indent + (Array.isArray(after) ? style.listOffset : style.step)
    const lines = renderBlock(after, indent, pointer, style)
    const end = isAbsent(node) ? this.#placeOf(node, slot.from) : this.#lines.endOf(node)
    if (!isAbsent(node)) {
      const before = this.#text.slice(slot.from, start)
      const blank = before.length - before.trimEnd().length
      const [tabs, gap] = this.#tabsAt(end)
      this.#edits.push({ start: start - blank, end: end + tabs, text: gap, pointer })
    } else if (node.tag !== undefined && node.anchor === undefined) {
      const at = endOfValue(this.#text, node, end)
      const [tabs, gap] = this.#tabsAt(at)
      if (tabs > 0) this.#edits.push({ start: at, end: at + tabs, text: gap, pointer })
    }
    this.#lines.insert(lineEnd(this.#text, end), lines)
  }

  /** Finds blanks to replace behind a value that goes: go-yaml refuses a tab behind a colon that begins a line. */
  #tabsAt(end: number): [length: number, text: string] {
    const tabs = /^[ \t]*\t[ \t]*(?=#|$)/.exec(this.#text.slice(end, lineEnd(this.#text, end)))?.[0].length ?? 0
    return [tabs, tabs > 0 && this.#text[end + tabs] === '#' ? ' ' : '']
  }

  /** Writes a scalar or an empty collection, or anything in flow style. */
  #inline(slot: Slot, after: Json, pointer: string): void {
    const { node } = slot
    const isScalar = after === null || typeof after !== 'object'
    const text = isScalar ? inQuotesOf(node, after) : renderFlow(after)
    const end = this.#lines.endOf(node)
    const start = startOf(node)
    const before = this.#text.slice(slot.from, start)
    if (slot.indent < 0) this.#edits.push({ start, end, text, pointer })
    else if (isAbsent(node)) {
      const at = this.#placeOf(node, slot.from)
      this.#edits.push({ start: at, end: at, text: ` ${text}`, pointer })
    } else if (node.type !== 'scalar' && before.trim() === '')
      this.#edits.push({ start: slot.from, end, text: ` ${text}`, pointer })
    else if (before.includes('\n') && start - lineStart(this.#text, start) <= slot.indent)
      this.#besideKey(slot, end, text, pointer)
    else this.#edits.push({ start, end, text, pointer })
  }

  /** Writes a value next to its key if it replaces a list at the column of the key, where only a list may be. */
  #besideKey({ node, from }: Slot, end: number, text: string, pointer: string): void {
    const { anchor } = node
    const at = anchor === undefined ? from : this.#text.indexOf(`&${anchor}`, from) + 1 + anchor.length
    const margin = this.#lines.contentEnd(lineStart(this.#text, startOf(node)))
    this.#edits.push({ start: at, end: at, text: ` ${text}`, pointer }, { start: margin, end, text: '', pointer })
  }
}
