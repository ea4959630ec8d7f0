import { keyValue, ScalarProblem } from '../scalar.ts'
import type { Entry, Node, ScalarNode } from '../tree.ts'
import { CODE, isBlankAt, scalar, skipSpaces, UNSURE } from './chars.ts'

/** What the escapes of one character stand for; `\/` is not among them, since go-yaml does not know it. */
const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
}
const ESCAPE_OR_BREAK =
  /\\(?:x([0-9a-fA-F]{2})|u((?![dD][89a-fA-F])[0-9a-fA-F]{4})|\r?\n *|(.))| +(?:\r?\n[ \r\n]*)?|\r?\n[ \r\n]*/gs

const BREAK = / +(?:\r?\n[ \r\n]*)?|\r?\n[ \r\n]*/g

/** One line break is read as a blank; of more, all but the first stay. Blanks without a break stay too. */
const foldBreaks = (blanks: string): string =>
  blanks.includes('\n') ? '\n'.repeat(blanks.split('\n').length - 2) || ' ' : blanks

const decode = (inner: string): string =>
  inner.replace(ESCAPE_OR_BREAK, (match, byte: string | undefined, unit: string | undefined, letter?: string) => {
    const hex = byte ?? unit
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (letter === undefined) return match[0] === '\\' ? '' : foldBreaks(match)
    const character = ESCAPES[letter]
    if (character === undefined) throw UNSURE
    return character
  })

const endOfSingle = (text: string, start: number): number => {
  let end = text.indexOf("'", start + 1)
  while (end >= 0 && text.charCodeAt(end + 1) === CODE.apostrophe) end = text.indexOf("'", end + 2)
  if (end < 0) throw UNSURE
  return end
}

const endOfDouble = (text: string, start: number): number => {
  let end = start + 1
  for (let code = text.charCodeAt(end); code !== CODE.quote; code = text.charCodeAt(++end)) {
    if (end >= text.length) throw UNSURE
    if (code === CODE.backslash) end++
  }
  return end
}

/** @throws UNSURE for a line that is indented too little */
const checkLines = (text: string, start: number, end: number, parent: number): void => {
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    const first = skipSpaces(text, at + 1)
    const code = text.charCodeAt(first)
    if (code === CODE.tab || (code !== CODE.lf && code !== CODE.cr && first - at - 1 <= parent)) throw UNSURE
  }
}

/**
 * Reads the quoted scalar that starts at an offset.
 * @param parent column of the block around it: further lines have to be indented deeper
 * @throws UNSURE for what is none, and for escapes that go-yaml does not know
 */
export const readQuoted = (text: string, start: number, parent: number): ScalarNode => {
  const isDouble = text.charCodeAt(start) === CODE.quote
  const end = isDouble ? endOfDouble(text, start) : endOfSingle(text, start)
  const inner = text.slice(start + 1, end)
  const broken = inner.includes('\n')
  if (broken) {
    if (inner.includes('\t')) throw UNSURE
    checkLines(text, start, end, parent)
  }
  if (isDouble) return scalar('double', start, end + 1, broken || inner.includes('\\') ? decode(inner) : inner)
  const value = (broken ? inner.replace(BREAK, foldBreaks) : inner).replaceAll("''", "'")
  return scalar('single', start, end + 1, value)
}

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
