/** What all nodes share: offsets in the parsed text; `end` is exclusive and holds no trailing comment. */
export interface Base {
  start: number
  end: number
  /** Where its anchor or tag starts, else `start`. */
  propsStart: number
  anchor?: string
  tag?: string
}

export interface ScalarNode extends Base {
  type: 'scalar'
  style: 'plain' | 'single' | 'double' | 'block'
  text: string
}

export interface AliasNode extends Base {
  type: 'alias'
  target: Node
}

export interface Entry {
  /** Where the entry starts: its key, or the `?` before it. */
  start: number
  key: string
  /** A plain `<<`: the value's keys are merged in. */
  merge: boolean
  /** Offset after the colon; where there is none, the end of the key. */
  colonEnd: number
  value: Node
}

export interface MapNode extends Base {
  type: 'map'
  flow: boolean
  indent: number
  entries: Entry[]
}

export interface Item {
  /** Where the item starts: its dash, in a flow sequence its value. */
  start: number
  value: Node
}

export interface SeqNode extends Base {
  type: 'seq'
  flow: boolean
  indent: number
  items: Item[]
}

export type Node = ScalarNode | AliasNode | MapNode | SeqNode
