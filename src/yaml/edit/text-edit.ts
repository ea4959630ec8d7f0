import type { Node } from '../tree.ts'

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
