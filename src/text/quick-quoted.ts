import { CODE, scalar, skipSpaces, UNSURE } from './quick-text.ts'
import type { ScalarNode } from './tree.ts'

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
