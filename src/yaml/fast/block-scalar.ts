import type { Entry, Item, Node, ScalarNode } from '../tree.ts'
import { CODE, NEEDS_FULL_PARSER, scalar, skipSpaces } from './chars.ts'
import { readQuoted, toEntry } from './scalar.ts'

const HEADER = /[|>]([-+]?)(?: +#.*| *)\r?\n/y

/** The lines of a block scalar, without their indentation. */
interface Body {
  lines: string[]
  /** Number of lines before the blank lines at the end. */
  count: number
  /** Offset after the last of these lines, and after the blank ones. */
  contentEnd: number
  end: number
}

/** @param parent column of the block that contains the scalar */
const readBody = (text: string, start: number, parent: number): Body => {
  const lines: string[] = []
  let count = 0
  let contentEnd = start
  let indent = -1
  let widest = 0
  let from = start
  while (from < text.length) {
    let first = from
    while (text.charCodeAt(first) === CODE.space) first++
    const newline = text.indexOf('\n', first)
    const next = newline < 0 ? text.length : newline + 1
    const stop = newline < 0 ? text.length : text.charCodeAt(newline - 1) === CODE.cr ? newline - 1 : newline
    const spaces = first - from
    const blank = first >= stop
    if (blank && newline < 0) throw NEEDS_FULL_PARSER
    if (blank && indent < 0) widest = Math.max(widest, spaces)
    if (!blank && indent < 0) {
      if (spaces <= parent) break
      if (widest > spaces) throw NEEDS_FULL_PARSER
      indent = spaces
    }
    if (!blank && spaces < indent) break
    const counts = !blank || (indent >= 0 && spaces > indent)
    lines.push(counts ? text.slice(from + indent, stop) : '')
    if (counts) {
      count = lines.length
      contentEnd = next
    }
    from = next
  }
  if (indent < 0 && lines.length > 0) throw NEEDS_FULL_PARSER
  return { lines, count, contentEnd, end: from }
}

/** Joins the lines of a folded scalar; blank lines and lines that are indented deeper keep their breaks. */
const fold = (lines: readonly string[]): string => {
  let value = ''
  let separator = ''
  let deeper = false
  const start = lines.findIndex((line) => line !== '')
  for (const line of lines.slice(start)) {
    if (line[0] === ' ' || line[0] === '\t') {
      if (separator === ' ') separator = '\n'
      else if (!deeper && separator === '\n') separator = '\n\n'
      value += separator + line
      separator = '\n'
      deeper = true
    } else if (line !== '') {
      value += separator + line
      separator = ' '
      deeper = false
    } else if (separator === '\n') value += '\n'
    else separator = '\n'
  }
  return '\n'.repeat(start) + value
}

/**
 * Reads a literal or folded scalar without an explicit indentation; its end is the start of a line.
 * @param parent column of the block that contains it
 * @throws NEEDS_FULL_PARSER for any other header, and for irregular indentation
 */
export const readBlockScalar = (text: string, start: number, parent: number): ScalarNode => {
  HEADER.lastIndex = start
  const header = HEADER.exec(text)
  if (header === null) throw NEEDS_FULL_PARSER
  const { lines, count, contentEnd, end } = readBody(text, HEADER.lastIndex, parent)
  if (count === 0) return scalar('block', start, end, '')
  const content = lines.slice(0, count)
  const value = text.charCodeAt(start) === CODE.gt ? fold(content) : content.join('\n')
  const chomp = header[1]
  const last = chomp === '+' ? end : contentEnd
  const broken = text.charCodeAt(last - 1) === CODE.lf && chomp !== '-'
  const breaks = broken ? (chomp === '+' ? lines.length - count + 1 : 1) : 0
  return scalar('block', start, last, value + '\n'.repeat(breaks))
}

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
