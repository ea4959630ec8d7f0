import type { Node } from '../tree.ts'

/** A replacement of text, by offsets in the slice, and the pointer of the value that it writes. */
export interface TextEdit {
  start: number
  end: number
  text: string
  pointer: string
}

/** Where a node stands in its parent: what it takes to write another value in its place. */
export interface Slot {
  node: Node
  /** Offset after the colon or the dash; the start of an item in a flow collection. */
  from: number
  /** Indentation of the collection that the slot is in; -1 for the document. */
  indent: number
  flow: boolean
  /** Whether the slot is a list's item. */
  item: boolean
}
