import type { Parsed } from './parse.ts'
import type { Node } from './tree.ts'

/** Whether a document uses an anchor a second time, by an alias or a merge. */
export const hasAliases = ({ root }: Parsed): boolean => {
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'alias') return true
    if (node.type === 'seq') waiting.push(...node.items.map(({ value }) => value))
    if (node.type === 'map') waiting.push(...node.entries.map(({ value }) => value))
  }
  return false
}
