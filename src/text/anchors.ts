import type { Parsed } from './parse.ts'
import type { Node } from './tree.ts'

/** The line of the last anchor of a name in a document; undefined where it has none. */
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
