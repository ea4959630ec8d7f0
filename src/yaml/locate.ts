import { stepsOf } from '../pointer.ts'
import type { Parsed } from './parse.ts'
import type { Node } from './tree.ts'

/** Reports whether a document contains an alias, also in a merge. */
export const hasAliases = ({ root }: Parsed): boolean => {
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'alias') return true
    if (node.type === 'seq') for (const { value } of node.items) waiting.push(value)
    if (node.type === 'map') for (const { value } of node.entries) waiting.push(value)
  }
  return false
}

/** Returns the line of the last anchor of a name; undefined if the document has none. */
export const lineOfAnchor = (parsed: Parsed, name: string): number | undefined => {
  let last = -1
  const waiting: Node[] = [parsed.root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.anchor === name) last = Math.max(last, node.propsStart)
    if (node.type === 'seq') for (const { value } of node.items) waiting.push(value)
    if (node.type === 'map') for (const { value } of node.entries) waiting.push(value)
  }
  return last < 0 ? undefined : parsed.lines.position(last).line
}

/** Returns line and column of the value at a pointer, or of its nearest existing parent. */
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

/** Returns the line of the value at a pointer, or of its nearest existing parent. */
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
