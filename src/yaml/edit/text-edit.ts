import { lineEnd } from '../lines.ts'
import type { Entry, MapNode, Node, SeqNode } from '../tree.ts'

/** A replacement of text, by offsets in the slice, and the pointer of the value that it writes. */
export interface TextEdit {
  start: number
  end: number
  text: string
  pointer: string
  /** The text for a report, if it differs. */
  shown?: string
}

/** The place of a node in its parent: what is needed to write another value there. */
export interface Slot {
  node: Node
  /** Offset after the colon or the dash; the start of an item in a flow collection. */
  from: number
  /** Indentation of the collection that the slot is in; -1 for the document. */
  indent: number
  flow: boolean
  /** Whether the node is an item of a list. */
  item: boolean
}

/** Looks up edits by their offsets, in a list to which edits are only appended elsewhere. */
export class EditIndex {
  readonly #edits: TextEdit[]
  /** How many of the edits are in the index. */
  #read = 0
  /** The removals, in the order of the text. */
  readonly #removals: TextEdit[] = []
  readonly #ends = new Set<number>()

  constructor(edits: TextEdit[]) {
    this.#edits = edits
  }

  /** Returns the removal that an offset is within. */
  removalOver(offset: number): TextEdit | undefined {
    this.#readNew()
    const removal = this.#removals[this.#countBefore(offset) - 1]
    return removal !== undefined && offset < removal.end ? removal : undefined
  }

  /** Reports whether an edit ends at an offset. */
  hasEnd(end: number): boolean {
    this.#readNew()
    return this.#ends.has(end)
  }

  #readNew(): void {
    for (; this.#read < this.#edits.length; this.#read++) {
      const edit = this.#edits[this.#read] as TextEdit
      this.#ends.add(edit.end)
      if (edit.text === '') this.#removals.splice(this.#countBefore(edit.start), 0, edit)
    }
  }

  /** Counts the removals that start before an offset. */
  #countBefore(offset: number): number {
    let low = 0
    let high = this.#removals.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#removals[middle] as TextEdit).start < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** A member of a flow collection, by offsets in the text. */
export interface FlowMember {
  start: number
  /** The end of its value, before blanks and comments. */
  end: number
  /** The comma behind it; -1 without one. */
  comma: number
}

/** Reports whether a node has no text: a null value that is left out. It may have an anchor or a tag. */
export const isAbsent = (node: Node): boolean => node.type === 'scalar' && node.start === node.end

/** Reports whether a mapping is written without braces, as in `[a: 1]`. */
export const isPair = (node: MapNode): boolean => node.flow && node.start === node.entries[0]?.start

/** Reports whether the text of a node ends with an absent value. */
export const endsAbsent = (node: Node): boolean =>
  isAbsent(node) || (node.type === 'map' && isPair(node) && endsAbsent((node.entries.at(-1) as Entry).value))

const PROPERTY = /(?:&[\w-]+|!<[^>\s]*>|![^\s,[\]{}]*)/y
const BLANK = /\s/

/** Returns the offset of the first character that is neither blank nor in a comment. */
const skipComments = (text: string, from: number): number => {
  for (let at = from; ; at++) {
    if (text[at] === '#') at = lineEnd(text, at)
    if (at >= text.length || !BLANK.test(text[at] as string)) return at
  }
}

/** Returns the anchor and the tag that begin at an offset, in their order. */
export const propertiesAt = (text: string, offset: number): { start: number; end: number }[] => {
  const found: { start: number; end: number }[] = []
  for (let at = offset; ; ) {
    PROPERTY.lastIndex = at
    const property = PROPERTY.exec(text)
    if (property === null || property[0] === '') return found
    found.push({ start: at, end: PROPERTY.lastIndex })
    at = skipComments(text, PROPERTY.lastIndex)
  }
}

/**
 * Returns the end of a value in a flow collection. A parser may report an absent value after the comment behind it.
 * @param from the end of what precedes it, its colon or its key
 */
export const endOfValue = (text: string, node: Node, from: number): number => {
  if (node.type === 'map' && isPair(node)) return endOfEntry(text, node.entries.at(-1) as Entry)
  if (!isAbsent(node)) return node.end
  return node.propsStart < node.start ? (propertiesAt(text, node.propsStart).at(-1)?.end ?? from) : from
}

const endOfEntry = (text: string, { value, colonEnd }: Entry): number => endOfValue(text, value, colonEnd)

const withComma = (text: string, start: number, end: number): FlowMember => {
  const comma = skipComments(text, end)
  return { start, end, comma: text[comma] === ',' ? comma : -1 }
}

/** Finds the members of a flow collection and their commas. */
export const membersOf = (text: string, node: MapNode | SeqNode): FlowMember[] => {
  if (node.type === 'seq')
    return node.items.map(({ start, value }) => withComma(text, start, endOfValue(text, value, start)))
  if (isPair(node))
    return node.entries.map((entry) => ({ start: entry.start, end: endOfEntry(text, entry), comma: -1 }))
  return node.entries.map((entry) => withComma(text, entry.start, endOfEntry(text, entry)))
}
