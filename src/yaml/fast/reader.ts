import type { Entry, Item, MapNode, Node, ScalarNode, SeqNode } from '../tree.ts'
import { readBlockScalar, readFlow } from './block-scalar.ts'
import { CODE, isBlankAt, NEEDS_FULL_PARSER, scalar, skipSpaces } from './chars.ts'
import { continuePlain, readScalar, toEntry } from './scalar.ts'

/** Deeper documents are left to the full parser, whose limit is higher. */
const MAX_LEVELS = 100
/** Longer keys are left to the full parser, which refuses keys above 1024 characters. */
const MAX_KEY = 1000
/** Control characters, line breaks that only YAML 1.1 knows, the BOM, and noncharacters. */
const ODD = /[^\P{Cc}\t\n\r]|[\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/u

/** Reads block collections by the columns of their lines. */
class FastReader {
  readonly #text: string
  /** Offset and column of the next content; the column is -1 at the end of the text. */
  #at = 0
  #column = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Node {
    this.#advance(0, true)
    if (this.#column < 0) throw NEEDS_FULL_PARSER
    const root = this.#node(-1, true)
    if (this.#column >= 0 || root.type === 'scalar' || root.type === 'alias' || root.flow) throw NEEDS_FULL_PARSER
    return root
  }

  /** Moves to the next line with content. @param fresh set if a line starts at the offset; else only blanks may follow */
  #advance(from: number, fresh: boolean): void {
    const text = this.#text
    let lineStart = fresh ? from : -1
    for (let at = from; ; ) {
      const begin = at
      at = skipSpaces(text, at)
      const code = text.charCodeAt(at)
      if (code === CODE.hash && (lineStart >= 0 || at > begin)) {
        const newline = text.indexOf('\n', at)
        at = newline < 0 ? text.length : newline
      } else if (code === CODE.lf) lineStart = ++at
      else if (code === CODE.cr) at++
      else if (at >= text.length) {
        this.#column = -1
        return
      } else if (lineStart < 0) throw NEEDS_FULL_PARSER
      else {
        this.#at = at
        this.#column = at - lineStart
        return
      }
    }
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.#at) === CODE.dash && isBlankAt(this.#text, this.#at + 1)
  }

  #colonAfter(key: ScalarNode): number {
    const colon = skipSpaces(this.#text, key.end)
    const found = this.#text.charCodeAt(colon) === CODE.colon && isBlankAt(this.#text, colon + 1)
    const maySpan = key.style !== 'plain'
    if (found && (colon - key.start > MAX_KEY || (maySpan && this.#text.lastIndexOf('\n', colon) > key.start)))
      throw NEEDS_FULL_PARSER
    return found ? colon : -1
  }

  /**
   * Reads the node at the current offset.
   * @param parent column of the block around it
   * @param opens set if a block collection may start here
   */
  #node(parent: number, opens: boolean): Node {
    const start = this.#at
    const first = this.#text.charCodeAt(start)
    if (this.#isDash()) return opens ? this.#sequence() : this.#giveUp()
    if (first === CODE.pipe || first === CODE.gt) {
      const block = readBlockScalar(this.#text, start, parent)
      this.#advance(block.end, true)
      return block
    }
    if (first === CODE.openList || first === CODE.openMap) {
      const flow = readFlow(this.#text, start, opens ? this.#column : parent)
      this.#advance(flow.end, false)
      return flow
    }
    const word = readScalar(this.#text, start, parent)
    const colon = this.#colonAfter(word)
    if (colon >= 0) return opens ? this.#mapping(word, colon) : this.#giveUp()
    const node = word.style === 'plain' ? continuePlain(this.#text, word, parent) : word
    this.#advance(node.end, false)
    return node
  }

  #giveUp(): never {
    throw NEEDS_FULL_PARSER
  }

  /** Reads the value after a colon or a dash. */
  #value(from: number, parent: number, inList: boolean): Node {
    const at = skipSpaces(this.#text, from)
    const code = this.#text.charCodeAt(at)
    if (isBlankAt(this.#text, at) || (code === CODE.hash && at > from)) {
      this.#advance(from, false)
      if (this.#column > parent) return this.#below(from, parent)
      if (this.#column === parent && !inList && this.#isDash()) return this.#sequence()
      return scalar('plain', at, at, '')
    }
    if (inList) this.#column += at - this.#at
    this.#at = at
    return this.#node(parent, inList)
  }

  /** Lines between a key and a scalar below it, mostly comments, change where the full parser ends the scalar. */
  #below(from: number, parent: number): Node {
    const node = this.#node(parent, true)
    const apart = this.#text.indexOf('\n', from) !== this.#text.lastIndexOf('\n', node.start)
    if (node.type === 'scalar' && apart) throw NEEDS_FULL_PARSER
    return node
  }

  #enter(): void {
    if (++this.#depth > MAX_LEVELS) throw NEEDS_FULL_PARSER
  }

  #leave(indent: number): void {
    if (this.#column > indent) throw NEEDS_FULL_PARSER
    this.#depth--
  }

  #mapping(first: ScalarNode, colonOfFirst: number): MapNode {
    this.#enter()
    const indent = this.#column
    const entries: Entry[] = []
    let key = first
    let colon = colonOfFirst
    let value = this.#value(colon + 1, indent, false)
    entries.push(toEntry(key, colon, value))
    while (this.#column === indent) {
      key = readScalar(this.#text, this.#at, indent)
      colon = this.#colonAfter(key)
      if (colon < 0) throw NEEDS_FULL_PARSER
      value = this.#value(colon + 1, indent, false)
      entries.push(toEntry(key, colon, value))
    }
    this.#leave(indent)
    const { start } = first
    return { start, end: value.end, propsStart: start, type: 'map', flow: false, indent, entries }
  }

  #sequence(): SeqNode {
    this.#enter()
    const indent = this.#column
    const start = this.#at
    const items: Item[] = []
    let end = start
    do {
      const dash = this.#at
      const value = this.#value(dash + 1, indent, true)
      items.push({ start: dash, value })
      end = value.end
    } while (this.#column === indent && this.#isDash())
    this.#leave(indent)
    return { start, end, propsStart: start, type: 'seq', flow: false, indent, items }
  }
}

/**
 * Reads a document in the plain YAML of which nearly all rendered manifests consist. Undefined for everything else,
 * which the full parser must read: anchors, tags, merges, tabs, flow collections over several lines, possible errors.
 *
 * A second parser exists for speed: a run on a chart of 24 KB takes 158 ms of CPU with it and 298 ms without. It is safe
 * because it either returns exactly the tree that `readFull` returns or nothing: reader.test.ts compares both on every
 * manifest of the repository and on random texts. Only `parse.ts` imports this folder, and only through this function.
 * @param body the text of one document, without markers
 * @param isPlainAscii set if the text is known to contain only printable ASCII and LF
 */
export const readFast = (body: string, isPlainAscii = false): Node | undefined => {
  if (!isPlainAscii && ODD.test(body)) return undefined
  try {
    return new FastReader(body).read()
  } catch (error) {
    if (error === NEEDS_FULL_PARSER) return undefined
    throw error
  }
}
