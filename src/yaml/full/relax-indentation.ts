import { SyntaxProblem } from '../errors.ts'
import { lineEnd } from '../lines.ts'
import type { Node } from '../tree.ts'

/** Blanks to insert into a text: their number, and the offset before which they go. */
interface Insertion {
  at: number
  count: number
}

/** Matches a line up to the bracket or quote that opens its value, or up to the header of a block scalar. */
const OPENING = new RegExp(
  [
    /^(?<margin> *(?:[-?:] +)*)/,
    /(?<key>(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*') *|(?![-?:] )[^\s"'#[\]{}|>,&*!][^"'#[\]{}]*?):(?: +|$))?/,
    /(?:[&!][^ ]* +)*/,
    /(?:(?<open>["'[{])|(?<block>[|>][-+0-9]*(?: +#.*)?$))/,
  ]
    .map(({ source }) => source)
    .join(''),
)
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/sy

/** Returns the end of the quotes or brackets that open at an offset; -1 if they do not close. */
const endOfFlow = (text: string, open: number): number => {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const before = at === open ? ' ' : (text[at - 1] as string)
    const code = text[at] as string
    if (code === '#' && /\s/.test(before)) at = lineEnd(text, at)
    else if ((code === '"' || code === "'") && /[\s[{,:]/.test(before)) {
      QUOTED.lastIndex = at
      const quoted = QUOTED.exec(text)
      if (quoted === null) return -1
      at += quoted[0].length - 1
    } else if (code === '[' || code === '{') depth++
    else if (code === ']' || code === '}') depth--
    if (depth === 0) return at + 1
  }
  return -1
}

/** Finds the lines within quotes or brackets, which need indentation, and comments without a blank before them. */
/** Finds the lines within quotes or brackets, which need indentation, and comments without a blank before them. */
const findInsertions = (text: string): Insertion[] => {
  const found: Insertion[] = []
  let block = -1 // lines of a block scalar are indented deeper than this
  for (let at = 0; at < text.length; ) {
    const line = text.slice(at, lineEnd(text, at))
    const column = line.search(/[^ ]/)
    if (column >= 0 && column <= block) block = -1
    const groups = block < 0 ? OPENING.exec(line) : null
    const { margin = '', key, block: header, open } = groups?.groups ?? {}
    if (header !== undefined) block = key === undefined ? margin.trimEnd().length - 1 : margin.length
    let end = at
    if (open !== undefined) {
      const start = at + (groups?.[0].length ?? 0) - 1
      end = endOfFlow(text, start)
      if (end < 0) return found
      for (let feed = text.indexOf('\n', start); feed >= 0 && feed < end; feed = text.indexOf('\n', feed + 1))
        found.push({ at: feed + 1, count: start - at + 1 })
      if (text[end] === '#') found.push({ at: end, count: 1 })
    }
    const feed = text.indexOf('\n', end)
    at = feed < 0 ? text.length : feed + 1
  }
  return found
}

/** Maps all offsets of a tree. */
const moveOffsets = (node: Node, move: (offset: number) => number): void => {
  node.start = move(node.start)
  node.end = move(node.end)
  node.propsStart = move(node.propsStart)
  if (node.type === 'seq')
    for (const item of node.items) {
      item.start = move(item.start)
      moveOffsets(item.value, move)
    }
  if (node.type !== 'map') return
  for (const entry of node.entries) {
    entry.start = move(entry.start)
    entry.colonEnd = move(entry.colonEnd)
    moveOffsets(entry.value, move)
  }
}

/** Inserts blanks into a text; `toOriginal` maps offsets of the result to offsets of the text. */
const relax = (text: string, found: readonly Insertion[]): { text: string; toOriginal: (offset: number) => number } => {
  let relaxed = ''
  let last = 0
  const shifts = [{ from: 0, by: 0 }]
  for (const { at, count } of found) {
    relaxed += text.slice(last, at) + ' '.repeat(count)
    last = at
    shifts.push({ from: relaxed.length, by: relaxed.length - at })
  }
  const toOriginal = (offset: number): number => {
    let low = 0
    for (let high = shifts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1
      if ((shifts[middle]?.from ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return offset - (shifts[low]?.by ?? 0)
  }
  return { text: relaxed + text.slice(last), toOriginal }
}

/**
 * Reads what go-yaml accepts and the `yaml` package refuses: brackets and quotes that continue at any column, and a
 * comment directly after them. The lines are indented before parsing; the tree has the offsets of the original text.
 * Undefined if the text has nothing of this kind.
 * @throws SyntaxProblem as `read` does
 */
export const readRelaxed = (text: string, read: (text: string) => Node | undefined): Node | undefined => {
  const found = findInsertions(text)
  if (found.length === 0) return undefined
  const relaxed = relax(text, found)
  try {
    const root = read(relaxed.text)
    if (root !== undefined) moveOffsets(root, relaxed.toOriginal)
    return root
  } catch (error) {
    if (error instanceof SyntaxProblem)
      throw new SyntaxProblem(error.code, error.message, relaxed.toOriginal(error.offset), error.alias)
    throw error
  }
}
