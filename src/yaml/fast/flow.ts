import type { Entry, Item, Node, ScalarNode } from '../tree.ts'
import { CODE, NEEDS_FULL_PARSER, scalar, skipSpaces } from './chars.ts'
import { readQuoted, toEntry } from './scalar.ts'

/** Flow collections that nest deeper are left to the full parser. */
const MAX_LEVELS = 50
const WORD = /[\w./$=+~-]+/y
const UNCLEAR_WORD = /^(?:-?$|---|\.\.\.)/

const readWord = (text: string, start: number): ScalarNode => {
  WORD.lastIndex = start
  const word = WORD.exec(text)?.[0]
  if (word === undefined || UNCLEAR_WORD.test(word)) throw NEEDS_FULL_PARSER
  return scalar('plain', start, start + word.length, word)
}

const readFlowScalar = (text: string, start: number): ScalarNode => {
  const first = text.charCodeAt(start)
  return first === CODE.quote || first === CODE.apostrophe
    ? readQuoted(text, start, Number.POSITIVE_INFINITY)
    : readWord(text, start)
}

const readFlowNode = (text: string, start: number, indent: number, depth: number): Node => {
  const first = text.charCodeAt(start)
  return first === CODE.openList || first === CODE.openMap
    ? readFlow(text, start, indent, depth + 1)
    : readFlowScalar(text, start)
}

const readFlowEntry = (text: string, start: number, indent: number, depth: number): Entry => {
  const key = readFlowScalar(text, start)
  const colon = skipSpaces(text, key.end)
  if (text.charCodeAt(colon) !== CODE.colon || text.charCodeAt(colon + 1) !== CODE.space) throw NEEDS_FULL_PARSER
  const value = readFlowNode(text, skipSpaces(text, colon + 1), indent, depth)
  return toEntry(key, colon, value)
}

/**
 * Reads a flow collection on one line.
 * @param indent column of the block around it, which becomes the `indent` of the nodes
 * @throws NEEDS_FULL_PARSER for anchors, tags, line breaks and anything unusual
 */
export const readFlow = (text: string, start: number, indent: number, depth = 0): Node => {
  if (depth > MAX_LEVELS) throw NEEDS_FULL_PARSER
  const isMap = text.charCodeAt(start) === CODE.openMap
  const close = isMap ? CODE.closeMap : CODE.closeList
  const entries: Entry[] = []
  const items: Item[] = []
  let at = skipSpaces(text, start + 1)
  while (text.charCodeAt(at) !== close) {
    if (entries.length + items.length > 0) {
      if (text.charCodeAt(at) !== CODE.comma) throw NEEDS_FULL_PARSER
      at = skipSpaces(text, at + 1)
    }
    if (isMap) {
      const entry = readFlowEntry(text, at, indent, depth)
      entries.push(entry)
      at = skipSpaces(text, entry.value.end)
    } else {
      const value = readFlowNode(text, at, indent, depth)
      items.push({ start: value.start, value })
      at = skipSpaces(text, value.end)
    }
  }
  const base = { start, end: at + 1, propsStart: start, flow: true, indent }
  return isMap ? { ...base, type: 'map', entries } : { ...base, type: 'seq', items }
}
