import type { Json, JsonObject } from '../../model.ts'
import { childOf } from '../../pointer.ts'
import type { AliasNode, Entry, MapNode, Node } from '../tree.ts'
import { isMapping, isSame, mergedMaps, ValueReader } from '../value.ts'

/** Which aliases and merges of a document stay as they are when it gets another value. */
export interface AliasPlan {
  keepsAlias(node: AliasNode): boolean
  keepsMerge(entry: Entry): boolean
  /** The keys that a merge contributes, if it stays. */
  mergedKeys(entry: Entry): readonly string[]
  /** Whether entries hidden by a later one of the same key can stay: aliases in them may have lost their anchors. */
  keepsHidden: boolean
  /** Whether an alias or a merge gets another value or is written out, so that one edit can make several changes. */
  isTouched: boolean
}

/** A merge in a mapping, and the value that the mapping gets. */
interface MergeUse {
  map: MapNode
  entry: Entry
  after: JsonObject
}

const readValue = (node: Node): Json => new ValueReader().read(node)

/**
 * Returns the keys after a merge in its mapping, which win over it, with those of later merges.
 * @param kept the keys of the merges that stay
 */
const keysAfter = (map: MapNode, entry: Entry, kept: ReadonlyMap<Entry, readonly string[]>): Set<string> =>
  new Set(
    map.entries
      .slice(map.entries.indexOf(entry) + 1)
      .flatMap((later) => (later.merge ? (kept.get(later) ?? []) : [later.key])),
  )

/** Returns the entries of a mapping that a later one of the same key, or a later merge, hides. */
const hiddenIn = ({ entries }: MapNode): Set<Entry> => {
  const hidden = new Set<Entry>()
  const later = new Set<string>()
  for (const entry of [...entries].reverse()) {
    if (!entry.merge) {
      if (later.has(entry.key)) hidden.add(entry)
      later.add(entry.key)
      continue
    }
    for (const merged of mergedMaps(entry)) {
      const value = readValue(merged)
      if (isMapping(value)) for (const key of Object.keys(value)) later.add(key)
    }
  }
  return hidden
}

/**
 * Decides which aliases and merges stay. An alias stays if it gets the same value as its anchor: one edit at the anchor
 * then changes both. A merge stays if its mapping gets every key of the merged mappings, with the values that they get.
 * @param after the value that the whole document gets
 */
export const planAliases = (root: Node, after: Json): AliasPlan => {
  const targets = new Map<Node, Json | undefined>()
  const aliases: { node: AliasNode; after: Json | undefined }[] = []
  const merges: MergeUse[] = []
  const walk = (node: Node, value: Json | undefined): void => {
    if (node.anchor !== undefined) targets.set(node, value)
    if (node.type === 'alias') aliases.push({ node, after: value })
    if (node.type === 'seq') for (const [i, item] of node.items.entries()) walk(item.value, childOf(value, i))
    if (node.type !== 'map') return
    const hidden = hiddenIn(node)
    for (const entry of node.entries) {
      if (entry.merge) {
        if (isMapping(value)) merges.push({ map: node, entry, after: value })
      } else if (hidden.has(entry)) walk(entry.value, readValue(entry.value))
      else walk(entry.value, childOf(value, entry.key))
    }
  }
  walk(root, after)
  const kept = new Set<AliasNode>()
  let isTouched = false
  for (const { node, after: wanted } of aliases) {
    const fits = wanted !== undefined && targets.has(node.target) && isSame(wanted, targets.get(node.target))
    if (fits) kept.add(node)
    isTouched ||= !fits || !isSame(wanted, readValue(node))
  }
  const keptMerges = new Map<Entry, string[]>()
  // Of two merges in a mapping the later one wins, so it is decided first.
  for (const { map, entry, after: wanted } of merges.reverse()) {
    const later = keysAfter(map, entry, keptMerges)
    const keys: string[] = []
    const fits = mergedMaps(entry).every((merged) => {
      const target = merged.anchor === undefined ? readValue(merged) : targets.get(merged)
      if (isMapping(target)) for (const key of Object.keys(target)) keys.push(key)
      return (
        isMapping(target) &&
        Object.entries(target).every(([key, value]) => later.has(key) || isSame(childOf(wanted, key), value)) &&
        merged.entries.every(({ key, merge }) => merge || later.has(key) || Object.hasOwn(target, key))
      )
    })
    if (fits) keptMerges.set(entry, keys)
    isTouched ||=
      !fits ||
      mergedMaps(entry).some((merged) => merged.anchor !== undefined && !isSame(targets.get(merged), readValue(merged)))
  }
  return {
    keepsAlias: (node) => kept.has(node),
    keepsMerge: (entry) => keptMerges.has(entry),
    mergedKeys: (entry) => keptMerges.get(entry) ?? [],
    keepsHidden: true,
    isTouched,
  }
}

/** The plan for a document without aliases and merges. */
export const NO_ALIASES: AliasPlan = {
  keepsAlias: () => true,
  keepsMerge: () => true,
  mergedKeys: () => [],
  keepsHidden: true,
  isTouched: false,
}

/** Writes out every alias and merge, and removes hidden entries. */
export const EXPAND_ALL: AliasPlan = {
  keepsAlias: () => false,
  keepsMerge: () => false,
  mergedKeys: () => [],
  keepsHidden: false,
  isTouched: true,
}
