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
