import type { Json } from '../model.ts'
import type { LineWriter } from './edit-lines.ts'
import { lineEnd, lineStart } from './lines.ts'
import type { Piece, Slot } from './piece.ts'
import { renderBlock, renderFlow, renderScalar, type Style } from './render.ts'
import type { Node } from './tree.ts'

const isAbsent = (node: Node): boolean => node.type === 'scalar' && node.start === node.end

/** What an anchored value is replaced from: its anchor stays, since aliases may name it; a tag goes. */
const startOf = (node: Node): number => (node.anchor === undefined ? node.propsStart : node.start)

const inQuotesOf = (node: Node, value: Json): string => {
  if (typeof value !== 'string' || node.type !== 'scalar') return renderScalar(value)
  if (node.style === 'single' && /^[ -~]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`
  return renderScalar(value, node.style === 'double')
}

/** Writes a value in the place of another one that it has nothing in common with. */
export class ValueWriter {
  readonly #text: string
  readonly #pieces: Piece[]
  readonly #lines: LineWriter

  constructor(text: string, pieces: Piece[], lines: LineWriter) {
    this.#text = text
    this.#pieces = pieces
    this.#lines = lines
  }

  replace(slot: Slot, after: Json, pointer: string, style: Style): void {
    const { node } = slot
    const isCollection = after !== null && typeof after === 'object' && Object.keys(after).length > 0
    if (slot.flow) {
      const json = this.#text[node.start] === '"'
      this.#pieces.push({ start: node.propsStart, end: node.end, text: renderFlow(after, json), pointer })
    } else if (isCollection && slot.indent >= 0) this.#byCollection(slot, after, pointer, style)
    else this.#inline(slot, after, pointer)
  }

  /** Writes a collection that is not empty in block style. */
  #byCollection(slot: Slot, after: Json, pointer: string, style: Style): void {
    const { node } = slot
    const start = startOf(node)
    const column = start - lineStart(this.#text, start)
    const inPlace = slot.item || this.#text.slice(slot.from, start).includes('\n')
    const minimum = Array.isArray(after) ? slot.indent : slot.indent + 1
    if (inPlace && !isAbsent(node) && column >= minimum) {
      this.#lines.overwrite(start, this.#lines.contentEnd(node.end), renderBlock(after, column, pointer, style))
      return
    }
    if (slot.item) {
      this.#inline(slot, after, pointer)
      return
    }
    const indent = slot.indent + (Array.isArray(after) ? style.listOffset : style.step)
    const lines = renderBlock(after, indent, pointer, style)
    const end = isAbsent(node) ? slot.from : this.#lines.contentEnd(node.end)
    if (!isAbsent(node)) {
      const blank = /\s*$/.exec(this.#text.slice(slot.from, start))?.[0].length ?? 0
      this.#pieces.push({ start: start - blank, end, text: '', pointer })
    }
    this.#lines.insert(lineEnd(this.#text, end), lines)
  }

  /** Writes a scalar or an empty collection, or anything in flow style. */
  #inline(slot: Slot, after: Json, pointer: string): void {
    const { node } = slot
    const isScalar = after === null || typeof after !== 'object'
    const text = isScalar ? inQuotesOf(node, after) : renderFlow(after)
    const end = this.#lines.contentEnd(node.end)
    const start = startOf(node)
    const joins = slot.indent >= 0 && (isAbsent(node) || this.#text.slice(slot.from, start).trim() === '')
    const piece = joins && node.type !== 'scalar' ? { start: slot.from, end, text: ` ${text}` } : { start, end, text }
    const absent = { start: slot.from, end: slot.from, text: ` ${text}` }
    this.#pieces.push({ ...(isAbsent(node) && slot.indent >= 0 ? absent : piece), pointer })
  }
}
