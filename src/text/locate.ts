import { stepsOf } from '../pointer.ts'
import type { Parsed } from './parse.ts'
import type { Node } from './tree.ts'

/** Line and column of what a pointer names, or of the nearest of its parents that the document holds. */
export const positionAt = (parsed: Parsed, pointer: string): { line: number; column: number } => {
  let node: Node = parsed.root
  let offset = node.propsStart
  for (const step of stepsOf(pointer)) {
    const next = stepInto(node, step)
    if (next === undefined) break
    offset = next.offset
    node = next.node
  }
  return parsed.lines.position(offset)
}

/** The line alone. */
export const lineAt = (parsed: Parsed, pointer: string): number => positionAt(parsed, pointer).line

const stepInto = (parent: Node, step: string): { node: Node; offset: number } | undefined => {
  const node = parent.type === 'alias' ? parent.target : parent
  if (node.type === 'seq') {
    const item = node.items[Number(step)]
    return item === undefined ? undefined : { node: item.value, offset: item.start }
  }
  if (node.type !== 'map') return undefined
  const entry = node.entries.findLast(({ key, merge }) => !merge && key === step)
  if (entry !== undefined) return { node: entry.value, offset: entry.start }
  for (const { merge, value } of node.entries.filter((candidate) => candidate.merge)) {
    const sources = value.type === 'seq' ? value.items.map((item) => item.value) : [value]
    for (const source of merge ? sources : []) {
      const found = stepInto(source, step)
      if (found !== undefined) return found
    }
  }
  return undefined
}
