import type { Style } from './render.ts'
import type { Node } from './tree.ts'

/** How the first list and the first nested mapping of a document are indented. */
export const styleOf = (root: Node): Style => {
  const style: { step?: number; listOffset?: number } = {}
  const walk = (node: Node): void => {
    if (style.step !== undefined && style.listOffset !== undefined) return
    if (node.type === 'seq') for (const item of node.items) walk(item.value)
    if (node.type !== 'map' || node.flow) return
    for (const { value } of node.entries) {
      if (value.type === 'map' && !value.flow && value.entries.length > 0) style.step ??= value.indent - node.indent
      if (value.type === 'seq' && !value.flow && value.items.length > 0) style.listOffset ??= value.indent - node.indent
      walk(value)
    }
  }
  walk(root)
  return { step: Math.max(1, style.step ?? 2), listOffset: Math.max(0, style.listOffset ?? 0) }
}
