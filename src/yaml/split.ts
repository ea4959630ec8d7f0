/** One stretch of a stream between document markers. */
export interface Slice {
  text: string
  /** Offset of its first character in the stream. */
  start: number
  /** Line of its first character in the stream, from 1. */
  line: number
  /** Number of the document, from 0; -1 for what stands above the first marker and is no document. */
  index: number
  /** Whether it holds anything but blanks, comments, directives and document ends. */
  hasContent: boolean
}

const MARKER = /^---(?=[ \t\r\n]|$)/
const CONTENT = /^(?!\s*(?:#|$)|%|\.\.\.(?:\s|$)|---(?:[ \t]*(?:#.*)?)?\r?$).+/m

/** Whether a text holds anything but blanks, comments, directives and markers. */
export const hasContent = (text: string): boolean => CONTENT.test(text.replace(/^\uFEFF/, ''))

/**
 * Cuts a stream before every line that starts with `---` followed by a blank or the end of the line, wherever it
 * stands, as kubectl's and Helm's splitters do. The slices tile the stream: their texts concatenate to it.
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
