import { keyValue, ScalarProblem } from '../scalar.ts'
import type { Entry, Node, ScalarNode } from '../tree.ts'
import { CODE, isBlankAt, NEEDS_FULL_PARSER, scalar, skipSpaces } from './chars.ts'

/** The values of escapes of one character; `\/` is missing, because go-yaml does not know it. */
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

/** Folds one line break to a blank; of several, all but the first stay. Blanks without a break stay too. */
const foldBreaks = (blanks: string): string =>
  blanks.includes('\n') ? '\n'.repeat(blanks.split('\n').length - 2) || ' ' : blanks

const decode = (inner: string): string =>
  inner.replace(ESCAPE_OR_BREAK, (match, byte: string | undefined, unit: string | undefined, letter?: string) => {
    const hex = byte ?? unit
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (letter === undefined) return match[0] === '\\' ? '' : foldBreaks(match)
    const character = ESCAPES[letter]
    if (character === undefined) throw NEEDS_FULL_PARSER
    return character
  })

const endOfSingle = (text: string, start: number): number => {
  let end = text.indexOf("'", start + 1)
  while (end >= 0 && text.charCodeAt(end + 1) === CODE.apostrophe) end = text.indexOf("'", end + 2)
  if (end < 0) throw NEEDS_FULL_PARSER
  return end
}

const endOfDouble = (text: string, start: number): number => {
  let end = start + 1
  for (let code = text.charCodeAt(end); code !== CODE.quote; code = text.charCodeAt(++end)) {
    if (end >= text.length) throw NEEDS_FULL_PARSER
    if (code === CODE.backslash) end++
  }
  return end
}

/** @throws NEEDS_FULL_PARSER for a line with too little indentation */
const checkLines = (text: string, start: number, end: number, parent: number): void => {
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
    const first = skipSpaces(text, at + 1)
    const code = text.charCodeAt(first)
    if (code === CODE.tab || (code !== CODE.lf && code !== CODE.cr && first - at - 1 <= parent)) throw NEEDS_FULL_PARSER
  }
}

/**
 * Reads the quoted scalar that starts at an offset.
 * @param parent column of the block around it: further lines must be indented deeper
 * @throws NEEDS_FULL_PARSER for unclosed quotes, tabs in several lines, and escapes that go-yaml does not know
 */
export const readQuoted = (text: string, start: number, parent: number): ScalarNode => {
  const isDouble = text.charCodeAt(start) === CODE.quote
  const end = isDouble ? endOfDouble(text, start) : endOfSingle(text, start)
  const inner = text.slice(start + 1, end)
  const broken = inner.includes('\n')
  if (broken) {
    if (inner.includes('\t')) throw NEEDS_FULL_PARSER
    checkLines(text, start, end, parent)
  }
  if (isDouble) return scalar('double', start, end + 1, broken || inner.includes('\\') ? decode(inner) : inner)
  const value = (broken ? inner.replace(BREAK, foldBreaks) : inner).replaceAll("''", "'")
  return scalar('single', start, end + 1, value)
}

/** Characters that no plain scalar starts with, and those that may start one unless they are an indicator or marker. */
const NO_PLAIN = '\t ,%|>@`&*!#"\'{}[]'
const PLAIN_BEFORE_TEXT = '-?:.'

const isMarker = (text: string, at: number): boolean => text.startsWith('---', at) || text.startsWith('...', at)

/** Returns the end of a plain scalar on its line: before a comment, a colon with a blank, or trailing blanks. */
const plainEnd = (text: string, start: number): number => {
  let end = start
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === CODE.lf || code === CODE.cr) break
    if (code === CODE.space) {
      if (text.charCodeAt(at + 1) === CODE.hash) break
    } else {
      if (code === CODE.colon && isBlankAt(text, at + 1)) break
      if (code === CODE.tab) throw NEEDS_FULL_PARSER
      end = at + 1
    }
  }
  return end
}

const plain = (text: string, start: number): ScalarNode => {
  const first = text[start] as string
  if (NO_PLAIN.includes(first)) throw NEEDS_FULL_PARSER
  if (PLAIN_BEFORE_TEXT.includes(first) && (isBlankAt(text, start + 1) || isMarker(text, start)))
    throw NEEDS_FULL_PARSER
  const end = plainEnd(text, start)
  return scalar('plain', start, end, text.slice(start, end))
}

/**
 * Reads the scalar that starts at an offset; of a plain scalar only the first line.
 * @param parent column of the block around it: further lines of a quoted scalar must be indented deeper
 * @throws NEEDS_FULL_PARSER for anything else
 */
export const readScalar = (text: string, start: number, parent: number): ScalarNode => {
  const first = text.charCodeAt(start)
  return first === CODE.quote || first === CODE.apostrophe ? readQuoted(text, start, parent) : plain(text, start)
}

/**
 * Continues a plain scalar on the lines below that are indented deeper than the block around it.
 * @param parent column of that block
 * @throws NEEDS_FULL_PARSER for tabs
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
 * Builds an entry of a mapping.
 * @param colon offset of its colon
 * @throws NEEDS_FULL_PARSER for merges, and for keys that Kubernetes refuses
 */
export const toEntry = (key: ScalarNode, colon: number, value: Node): Entry => {
  const plain = key.style === 'plain'
  if (plain && key.text === '<<') throw NEEDS_FULL_PARSER
  try {
    return { start: key.start, key: keyValue(key.text, plain), merge: false, colonEnd: colon + 1, value }
  } catch (error) {
    throw error instanceof ScalarProblem ? NEEDS_FULL_PARSER : error
  }
}
