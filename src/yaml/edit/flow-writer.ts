import type { Json } from '../../model.ts'
import { join } from '../../pointer.ts'
import { lineEndingAt, lineStart } from '../lines.ts'
import type { MapNode, Node, SeqNode } from '../tree.ts'
import { isJson, renderFlow, renderScalar } from './render.ts'
import type { TextEdit } from './text-edit.ts'

/** Adds members to flow collections that are not empty; for any other change the editor rewrites the collection. */
export class FlowWriter {
  readonly #text: string
  readonly #edits: TextEdit[]

  constructor(text: string, edits: TextEdit[]) {
    this.#text = text
    this.#edits = edits
  }

  addEntries(node: MapNode, added: readonly (readonly [string, Json])[], pointer: string): void {
    if (added.length === 0) return
    const starts = node.entries.map(({ start }) => start)
    const json = this.#text[starts[0] as number] === '"' || isJson(this.#text)
    const gap = json && !/^"[^\n]*":\s/.test(this.#text.slice(starts[0])) ? '' : ' '
    const texts = added.map(([key, value]): [string, string] => [
      `${renderScalar(key, json)}:${gap}${renderFlow(value, json)}`,
      join(pointer, key),
    ])
    this.#add(node, starts, node.entries.at(-1)?.value as Node, texts)
  }

  addItems(node: SeqNode, added: readonly Json[], pointer: string): void {
    if (added.length === 0) return
    const starts = node.items.map(({ start }) => start)
    const json = this.#text[starts[0] as number] === '"' || isJson(this.#text)
    const first = node.items.length
    const texts = added.map((item, i): [string, string] => [renderFlow(item, json), join(pointer, first + i)])
    this.#add(node, starts, node.items.at(-1)?.value as Node, texts)
  }

  /** Adds after the last member; before the first if the last value is empty, because its colon needs a blank after it. */
  #add(node: MapNode | SeqNode, starts: readonly number[], last: Node, texts: readonly [string, string][]): void {
    const lastStart = starts.at(-1) as number
    const margin = this.#text.slice(lineStart(this.#text, lastStart), lastStart)
    const ownLine = margin.trim() === '' && this.#text.slice(node.start, lastStart).includes('\n')
    const gap = ownLine ? `${lineEndingAt(this.#text, lastStart)}${margin}` : ' '
    const isEmpty = last.type === 'scalar' && last.start === last.end
    const at = isEmpty ? (starts[0] as number) : last.end
    for (const [text, pointer] of texts) {
      const written = isEmpty ? `${text},${gap}` : `,${gap}${text}`
      this.#edits.push({ start: at, end: at, text: written, pointer })
    }
  }
}
