import { SyntaxProblem } from '../errors.ts'
import type { Node, ScalarNode } from '../tree.ts'
import { readFull } from './tree.ts'

/** The line separator and the paragraph separator. */
const UNICODE_BREAK = /[\u2028\u2029]/
const BREAK = /\r\n|[\r\n\x85\u2028\u2029]/g
const LINE = /([^\r\n\x85\u2028\u2029]*)(\r\n|[\r\n\x85\u2028\u2029]|$)/g
const BREAKS = /[ \t]*(?:\r\n|[\r\n\x85\u2028\u2029])(?:[ \t]|\r\n|[\r\n\x85\u2028\u2029])*/g
const ESCAPE_OR_BREAKS = new RegExp(`\\\\(?:${BREAKS.source.slice(6)}|[^])|${BREAKS.source}`, 'g')

/** Go-yaml keeps the two separators and reads any other line break as a line feed. */
const read = (lineBreak: string): string => (UNICODE_BREAK.test(lineBreak) ? lineBreak : '\n')

/** Folds line breaks in text that is not a block scalar. */
const fold = (blanks: string): string => {
  const [first, ...rest] = (blanks.match(BREAK) ?? []).map(read)
  return first === '\n' ? rest.join('') || ' ' : (first ?? '') + rest.join('')
}

const escaped = (text: string): string =>
  text.replaceAll('\n', '\\n').replaceAll('\u2028', '\\L').replaceAll('\u2029', '\\P')

const readDouble = (source: string): string => {
  const folded = source.replace(ESCAPE_OR_BREAKS, (match) => {
    if (match[0] !== '\\') return escaped(fold(match))
    const [first, ...rest] = match.match(BREAK) ?? []
    return first === undefined ? match : escaped(rest.map(read).join(''))
  })
  const node = readFull(folded)
  if (node?.type !== 'scalar') throw new TypeError('a quoted scalar is read as something else')
  return node.text
}

/** @param known the text as read with line feeds in place of the separators: it tells the indentation */
const readBlock = (source: string, known: string): string => {
  const [header = '', ...lines] = [...source.matchAll(LINE)].filter(([line]) => line !== '')
  const first = lines.find(([, line]) => line?.trim() !== '')?.[1] ?? ''
  const blanksIn = (line: string): number => /^ */.exec(line)?.[0].length ?? 0
  const indent = blanksIn(first) - blanksIn(known.replace(/^\n+/, ''))
  const isLiteral = source[0] === '|'
  let text = ''
  let above = ''
  let empty = ''
  let wasIndented = false
  for (const [, line = '', lineBreak = ''] of lines) {
    const content = line.slice(indent)
    const next = lineBreak === '' ? '' : read(lineBreak)
    if (content === '') {
      empty += next
      continue
    }
    const isIndented = /^[ \t]/.test(content)
    const folds = !isLiteral && !wasIndented && !isIndented && above === '\n'
    text += (folds ? (empty === '' ? ' ' : '') : above) + empty + content
    above = next
    empty = ''
    wasIndented = isIndented
  }
  const chomping = /[+-]/.exec(header[0]?.split('#')[0] ?? '')?.[0]
  return text + (chomping === '-' ? '' : above) + (chomping === '+' ? empty : '')
}

const readScalar = ({ style, text }: ScalarNode, source: string): string => {
  if (style === 'block') return readBlock(source, text)
  if (style === 'double') return readDouble(source)
  if (style === 'single') return source.slice(1, -1).replace(BREAKS, fold).replaceAll("''", "'")
  return source.replace(BREAKS, fold)
}

/**
 * Gives the scalars of a tree that was read with line feeds in place of the line separator and the paragraph separator
 * the text that go-yaml reads: it keeps both.
 * @param text the document with its separators
 * @throws SyntaxProblem for a key with one of them
 */
export const restoreUnicodeBreaks = (root: Node, text: string): void => {
  if (!UNICODE_BREAK.test(text)) return
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'seq') for (const { value } of node.items) waiting.push(value)
    if (node.type === 'map') {
      for (const { start, key, colonEnd, value } of node.entries) {
        waiting.push(value)
        if (/\s/.test(key) && UNICODE_BREAK.test(text.slice(start, colonEnd).trimEnd()))
          throw new SyntaxProblem('key', 'a key contains the line break U+2028 or U+2029; write it in one line', start)
      }
    }
    if (node.type !== 'scalar') continue
    const source = text.slice(node.start, node.end)
    if (UNICODE_BREAK.test(source)) node.text = readScalar(node, source)
  }
}
