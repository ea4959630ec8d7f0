import { readQuoted } from './quick-quoted.ts'
import { CODE, isBlankAt, scalar, skipSpaces, UNSURE } from './quick-text.ts'
import { keyValue, ScalarProblem } from './scalar.ts'
import type { Entry, Node, ScalarNode } from './tree.ts'

/** What no plain scalar starts with, and what it starts with only where that is no indicator and no marker. */
const NO_PLAIN = '\t ,%|>@`&*!#"\'{}[]'
const PLAIN_BEFORE_TEXT = '-?:.'

const isMarker = (text: string, at: number): boolean => text.startsWith('---', at) || text.startsWith('...', at)

/** Offset of the end of the plain text on a line: before a comment, a colon with a blank, or blanks at the end. */
const plainEnd = (text: string, start: number): number => {
  let end = start
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === CODE.lf || code === CODE.cr) break
    if (code === CODE.space) {
      if (text.charCodeAt(at + 1) === CODE.hash) break
    } else {
      if (code === CODE.colon && isBlankAt(text, at + 1)) break
      if (code === CODE.tab) throw UNSURE
      end = at + 1
    }
  }
  return end
}

const plain = (text: string, start: number): ScalarNode => {
  const first = text[start] as string
  if (NO_PLAIN.includes(first)) throw UNSURE
  if (PLAIN_BEFORE_TEXT.includes(first) && (isBlankAt(text, start + 1) || isMarker(text, start))) throw UNSURE
  const end = plainEnd(text, start)
  return scalar('plain', start, end, text.slice(start, end))
}

/**
 * Reads the scalar that starts at an offset: of a plain one its first line.
 * @param parent column of the block around it: further lines of a quoted one have to be indented deeper
 * @throws UNSURE for what is no such scalar
 */
export const readScalar = (text: string, start: number, parent: number): ScalarNode => {
  const first = text.charCodeAt(start)
  return first === CODE.quote || first === CODE.apostrophe ? readQuoted(text, start, parent) : plain(text, start)
}

/**
 * The plain scalar that goes on on the lines below its first, where they are indented deeper than the block around it.
 * @param parent column of that block
 * @throws UNSURE for tabs
 */
export const continuePlain = (text: string, first: ScalarNode, parent: number): ScalarNode => {
  let value = first.text
  let { end } = first
  let breaks = 0
  for (let at = skipSpaces(text, end); ; ) {
    if (text.charCodeAt(at) === CODE.cr) at++
    if (text.charCodeAt(at) !== CODE.lf) break
    const line = at + 1
    at = skipSpaces(text, line)
    const code = text.charCodeAt(at)
    if (code === CODE.lf || code === CODE.cr) breaks++
    else if (at >= text.length || code === CODE.hash || at - line <= parent) break
    else {
      end = plainEnd(text, at)
      value += (breaks > 0 ? '\n'.repeat(breaks) : ' ') + text.slice(at, end)
      breaks = 0
      at = skipSpaces(text, end)
    }
  }
  return end === first.end ? first : scalar('plain', first.start, end, value)
}

/**
 * An entry of a mapping.
 * @param colon offset of its colon
 * @throws UNSURE for merges, and for keys that Kubernetes refuses
 */
export const quickEntry = (key: ScalarNode, colon: number, value: Node): Entry => {
  const plain = key.style === 'plain'
  if (plain && key.text === '<<') throw UNSURE
  try {
    return { start: key.start, key: keyValue(key.text, plain), merge: false, colonEnd: colon + 1, value }
  } catch (error) {
    throw error instanceof ScalarProblem ? UNSURE : error
  }
}
