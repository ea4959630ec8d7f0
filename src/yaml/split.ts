/** The part of a stream between two document markers. */
export interface Slice {
  text: string
  /** Offset of its first character in the stream. */
  start: number
  /** Line of its first character in the stream, from 1. */
  line: number
  /** Index of the document, from 0; -1 for text above the first marker that is not a document. */
  index: number
  /** Whether it contains more than blanks, comments, directives and document ends. */
  hasContent: boolean
}

const MARKER = /^---(?=[ \t\r\n]|$)/
const CONTENT = /^(?![^\S\r\n\u2028\u2029]*(?:#|$)|%|\.\.\.(?:\s|$)|---(?:[ \t]*(?:#.*)?)?\r?$).+/m

/** Reports whether a text contains more than blanks, comments, directives and markers. */
export const hasContent = (text: string): boolean => CONTENT.test(text.replace(/^\uFEFF/, ''))

/**
 * Splits a stream before every line that starts with `---` and a blank or the end of the line, also within a scalar, as
 * the splitters of kubectl and Helm do. The texts of the slices concatenate to the stream.
 */
export const splitStream = (stream: string): Slice[] => {
  const slices: Slice[] = []
  let start = 0
  let line = 1
  const push = (end: number) => {
    const text = stream.slice(start, end)
    const first = slices.length === 0
    const marked = MARKER.test(first ? text.replace(/^\uFEFF/, '') : text)
    const content = hasContent(text)
    const last = slices.at(-1)
    const index = first && !marked && !content ? -1 : (last?.index ?? -1) + 1
    slices.push({ text, start, line, index, hasContent: content })
    for (let at = stream.indexOf('\n', start); at >= 0 && at < end; at = stream.indexOf('\n', at + 1)) line++
    start = end
  }
  for (let at = stream.indexOf('\n---'); at >= 0; at = stream.indexOf('\n---', at + 1)) {
    const next = stream[at + 4]
    if (next === undefined || next === '\n' || next === '\r' || next === ' ' || next === '\t') push(at + 1)
  }
  push(stream.length)
  return slices
}
