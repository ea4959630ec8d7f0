import type { Json } from '../../model.ts'
import { join } from '../../pointer.ts'
import { lineEndingAt, lineStart } from '../lines.ts'
import type { MapNode, Node, SeqNode } from '../tree.ts'
import { isJson, renderFlow, renderScalar } from './render.ts'
import type { TextEdit } from './text-edit.ts'

/** Adds to flow collections that are not empty; anything else there is written anew by the editor. */
export class FlowWriter {
  readonly #text: string
  readonly #pieces: TextEdit[]

  constructor(text: string, pieces: TextEdit[]) {
    this.#text = text
    this.#pieces = pieces
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

  /** After the last member; before the first where the last is empty, since its colon could not take a comma. */
  #add(node: MapNode | SeqNode, starts: readonly number[], last: Node, texts: readonly [string, string][]): void {
    const lastStart = starts.at(-1) as number
    const margin = this.#text.slice(lineStart(this.#text, lastStart), lastStart)
    const ownLine = margin.trim() === '' && this.#text.slice(node.start, lastStart).includes('\n')
    const gap = ownLine ? `${lineEndingAt(this.#text, lastStart)}${margin}` : ' '
    const isEmpty = last.type === 'scalar' && last.start === last.end
    const at = isEmpty ? (starts[0] as number) : last.end
    for (const [text, pointer] of texts) {
      const written = isEmpty ? `${text},${gap}` : `,${gap}${text}`
      this.#pieces.push({ start: at, end: at, text: written, pointer })
    }
  }
}
