import type { Json, JsonObject } from '../../model.ts'
import { childOf } from '../../pointer.ts'
import type { AliasNode, Entry, MapNode, Node } from '../tree.ts'
import { isSame, mergedMaps, ValueReader } from '../value.ts'

/** Which aliases and merges can stay as they are, given what their document is to become. */
export interface Sharing {
  keeps(node: AliasNode): boolean
  keepsMerge(entry: Entry): boolean
  /** The keys that a merge that stays is to bring. */
  mergedKeys(entry: Entry): readonly string[]
  /** Whether entries that a later one of the same key hides can stay: aliases in them may have lost their anchors. */
  keepsHidden: boolean
}

interface Use {
  map: MapNode
  entry: Entry
  after: JsonObject
}

const readValue = (node: Node): Json => new ValueReader().read(node)

const isMapping = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Keys that stand after the merge in its mapping, and so win over it. */
const keysAfter = (map: MapNode, entry: Entry): Set<string> =>
  new Set(map.entries.slice(map.entries.indexOf(entry) + 1).map(({ key }) => key))

const hides = (later: Entry, key: string): boolean =>
  later.merge ? mergedMaps(later).some((merged) => childOf(readValue(merged), key) !== undefined) : later.key === key

/**
 * An alias stays where it is to have the very value that its anchor is to have: then one edit, at the anchor, is right
 * for both. A merge stays where its mapping is to have every key of what is merged, as that is to become.
 * @param after the value that the whole document is to have
 */
export const decideSharing = (root: Node, after: Json): Sharing => {
  const targets = new Map<Node, Json | undefined>()
  const aliases: { node: AliasNode; after: Json | undefined }[] = []
  const merges: Use[] = []
  const walk = (node: Node, value: Json | undefined): void => {
    if (node.anchor !== undefined) targets.set(node, value)
    if (node.type === 'alias') aliases.push({ node, after: value })
    if (node.type === 'seq') for (const [i, item] of node.items.entries()) walk(item.value, childOf(value, i))
    if (node.type !== 'map') return
    for (const [i, entry] of node.entries.entries()) {
      if (entry.merge) {
        if (isMapping(value)) merges.push({ map: node, entry, after: value })
      } else if (node.entries.some((later, j) => j > i && hides(later, entry.key)))
        walk(entry.value, readValue(entry.value))
      else walk(entry.value, childOf(value, entry.key))
    }
  }
  walk(root, after)
  const kept = new Set<AliasNode>()
  for (const { node, after: wanted } of aliases)
    if (wanted !== undefined && targets.has(node.target) && isSame(wanted, targets.get(node.target))) kept.add(node)
  const keptMerges = new Map<Entry, string[]>()
  for (const { map, entry, after: wanted } of merges) {
    const later = keysAfter(map, entry)
    const keys: string[] = []
    const fits = mergedMaps(entry).every((merged) => {
      const target = merged.anchor === undefined ? readValue(merged) : targets.get(merged)
      if (isMapping(target)) keys.push(...Object.keys(target))
      return (
        isMapping(target) &&
        Object.entries(target).every(([key, value]) => later.has(key) || isSame(childOf(wanted, key), value)) &&
        merged.entries.every(({ key, merge }) => merge || later.has(key) || Object.hasOwn(target, key))
      )
    })
    if (fits) keptMerges.set(entry, keys)
  }
  return {
    keeps: (node) => kept.has(node),
    keepsMerge: (entry) => keptMerges.has(entry),
    mergedKeys: (entry) => keptMerges.get(entry) ?? [],
    keepsHidden: true,
  }
}

/** What a document that names no anchor needs. */
export const NOTHING_SHARED: Sharing = {
  keeps: () => true,
  keepsMerge: () => true,
  mergedKeys: () => [],
  keepsHidden: true,
}

/** Nothing is shared: every alias and merge is written out, and what is hidden goes. */
export const EXPAND_ALL: Sharing = {
  keeps: () => false,
  keepsMerge: () => false,
  mergedKeys: () => [],
  keepsHidden: false,
}
