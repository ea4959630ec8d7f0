import { SyntaxProblem } from '../errors.ts'
import { lineEnd } from '../lines.ts'
import type { Node } from '../tree.ts'

/** Blanks put into a text: how many, before which of its offsets. */
interface Insertion {
  at: number
  count: number
}

/** A line up to the bracket or quote that opens its value, or up to the header of a block scalar. */
const OPENING = new RegExp(
  [
    /^(?<margin> *(?:[-?:] +)*)/,
    /(?<key>(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#[\]{}|>,&*!][^"'#[\]{}]*?) *:(?: +|$))?/,
    /(?:[&!][^ ]* +)*/,
    /(?:(?<open>["'[{])|(?<block>[|>][-+0-9]*(?: +#.*)?$))/,
  ]
    .map(({ source }) => source)
    .join(''),
)
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/sy

/** The end of the quotes or brackets that open at an offset; -1 where they do not close. */
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

const findInsertions = (text: string): Insertion[] => {
  const found: Insertion[] = []
  let block = -1 // the lines of a block scalar are indented deeper than this
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

/** Moves all offsets of a tree. */
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

/** The text with blanks put in, and the way back from its offsets to those of the text as it came. */
const loosen = (text: string, found: readonly Insertion[]): { text: string; back: (offset: number) => number } => {
  let loose = ''
  let last = 0
  const shifts = [{ from: 0, by: 0 }]
  for (const { at, count } of found) {
    loose += text.slice(last, at) + ' '.repeat(count)
    last = at
    shifts.push({ from: loose.length, by: loose.length - at })
  }
  const back = (offset: number): number => {
    let low = 0
    for (let high = shifts.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1
      if ((shifts[middle]?.from ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return offset - (shifts[low]?.by ?? 0)
  }
  return { text: loose + text.slice(last), back }
}

/**
 * Reads what go-yaml takes and `yaml` does not: brackets and quotes that go on at any column, and a comment right
 * behind them. The lines in question are indented for `yaml`; the tree has the offsets of the text as it came.
 * Undefined where there is nothing of this kind.
 * @throws SyntaxProblem as `read` does
 */
export const readRelaxed = (text: string, read: (text: string) => Node | undefined): Node | undefined => {
  const found = findInsertions(text)
  if (found.length === 0) return undefined
  const loose = loosen(text, found)
  try {
    const root = read(loose.text)
    if (root !== undefined) moveOffsets(root, loose.back)
    return root
  } catch (error) {
    if (error instanceof SyntaxProblem)
      throw new SyntaxProblem(error.code, error.message, loose.back(error.offset), error.alias)
    throw error
  }
}
