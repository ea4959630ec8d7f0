/** The fields of every node: offsets in the parsed text; `end` is exclusive and excludes a trailing comment. */
export interface Base {
  start: number
  end: number
  /** The start of its anchor or tag, else `start`. */
  propsStart: number
  anchor?: string
  tag?: string
}

/** A scalar; `text` is decoded, and not yet resolved to a type. */
/** A scalar; `text` is decoded, and not yet resolved to a type. */
export interface ScalarNode extends Base {
  type: 'scalar'
  style: 'plain' | 'single' | 'double' | 'block'
  text: string
}

/** An alias and the node of its anchor. */
/** An alias and the node of its anchor. */
export interface AliasNode extends Base {
  type: 'alias'
  target: Node
}

/** A key and its value. */
export interface Entry {
  /** The start of its key, or of the `?` before it. */
  start: number
  key: string
  /** Set for a plain `<<`: the keys of the value are merged into the mapping. */
  merge: boolean
  /** Offset after the colon; without a colon, the end of the key. */
  colonEnd: number
  value: Node
}

/** A mapping; `indent` is the column of its keys. */
/** A mapping; `indent` is the column of its keys. */
export interface MapNode extends Base {
  type: 'map'
  flow: boolean
  indent: number
  entries: Entry[]
}

/** An item of a sequence. */
export interface Item {
  /** The start of its dash; in a flow sequence, of its value. */
  start: number
  value: Node
}

/** A sequence; `indent` is the column of its dashes. */
/** A sequence; `indent` is the column of its dashes. */
export interface SeqNode extends Base {
  type: 'seq'
  flow: boolean
  indent: number
  items: Item[]
}

/** A node of the tree that both readers build. */
/** A node of the tree that both readers build. */
export type Node = ScalarNode | AliasNode | MapNode | SeqNode
