import type { Json } from '../model.ts'
import { stepsOf } from '../pointer.ts'
import { InputError, SyntaxProblem } from './errors.ts'
import { readFast } from './fast/reader.ts'
import { readRelaxed } from './full/relax-indentation.ts'
import { readFull } from './full/tree.ts'
import { restoreUnicodeBreaks } from './full/unicode-breaks.ts'
import { LineIndex } from './lines.ts'
import type { Node } from './tree.ts'
import { hasValue, isSame, ValueReader } from './value.ts'

const REFUSED_CHARACTER = /[^\P{Cc}\t\n\r\u0085]|[\ufffe\uffff]/u
/** Line breaks of YAML 1.1 that editors do not show as line breaks. */
export const YAML_11_BREAK = /\r(?!\n)|[\x85\u2028\u2029]/g
const END_MARKER = /^\.\.\.(?=\s|$)/gm

/** A character other than printable ASCII and LF; the checks for odd characters are skipped without one. */
const NOT_PLAIN_ASCII = /[^\n\x20-\x7e]/

/** A parsed document. The tree is for `src/yaml` only; other folders use the value and the lines. */
export interface Parsed {
  text: string
  root: Node
  value: Json
  /** Line of the first character of the text in its file. */
  line: number
  lines: LineIndex
}

/**
 * Replaces what the parsers must not see by blanks and line feeds: the BOM, which would count as a column, the `---`
 * line, line breaks of YAML 1.1, and everything after the end of the document. All offsets stay valid.
 * @param isPlainAscii set if the text is known to contain only printable ASCII and LF
 */
export const toParserInput = (text: string, isPlainAscii = false): string => {
  const start = text.replace(/^\uFEFF/, '\n').replace(/^(\n?)---(?=\s|$)/, '$1   ')
  let body = isPlainAscii ? start : start.replace(YAML_11_BREAK, '\n')
  if (!body.includes('...')) return body
  for (const end of body.matchAll(END_MARKER)) {
    if (/^(?:\s|#.*|\.\.\.|\uFEFF)*$/.test(body.slice(0, end.index))) continue
    body = body.slice(0, end.index) // text after the end of a document is ignored, as kubectl ignores it
    break
  }
  return body
}

const readFullTree = (body: string): Node | undefined => {
  try {
    return readFull(body)
  } catch (problem) {
    const isNoYaml = (error: unknown): boolean => error instanceof SyntaxProblem && error.code === 'yaml'
    if (!isNoYaml(problem)) throw problem
    try {
      const root = readRelaxed(body, readFull)
      if (root !== undefined) return root
    } catch (error) {
      if (!isNoYaml(error)) throw error
    }
    throw problem
  }
}

const checkCharacters = (text: string): void => {
  const odd = REFUSED_CHARACTER.exec(text)
  if (odd === null) return
  const name = (odd[0].codePointAt(0) as number).toString(16).padStart(4, '0')
  throw new SyntaxProblem(
    'character',
    `the control character U+${name.toUpperCase()} is not allowed in YAML; remove it`,
    odd.index,
  )
}

/** Parses the document in a slice and passes its tree to `use`; undefined if the slice contains no document. */
const withTree = <T>(text: string, line: number, use: (root: Node) => T): T | undefined => {
  try {
    const isPlainAscii = !NOT_PLAIN_ASCII.test(text)
    if (!isPlainAscii) checkCharacters(text)
    const body = toParserInput(text, isPlainAscii)
    const root = readFast(body, isPlainAscii) ?? readFullTree(body)
    if (root !== undefined && !isPlainAscii) restoreUnicodeBreaks(root, text)
    return root === undefined ? undefined : use(root)
  } catch (error) {
    if (error instanceof SyntaxProblem)
      throw new InputError(error.code, error.message, new LineIndex(text, line).position(error.offset), error.alias)
    throw error
  }
}

/**
 * Parses the document in a slice; undefined if the slice contains none.
 * @param line line of the first character of the slice in its file
 * @throws InputError if Kubernetes cannot read the document, or if it is nested too deep
 */
export const parseSlice = (text: string, line = 1): Parsed | undefined =>
  withTree(text, line, (root) => ({
    text,
    root,
    value: new ValueReader().read(root),
    line,
    lines: new LineIndex(text, line),
  }))

/**
 * Reports whether a text contains a document from which Kubernetes reads the given value.
 * @throws InputError if Kubernetes cannot read the document, or if it is nested too deep
 */
export const readsAs = (text: string, value: Json): boolean =>
  // The tree decides most cases without building a value to compare.
  withTree(text, 1, (root) => hasValue(root, value) || isSame(new ValueReader().read(root), value)) === true

/**
 * Refuses to edit a document with U+FEFF inside. go-yaml skips a character behind it, or not,
 * depending on its position in bytes, so an insertion above it could make the document unreadable.
 * @throws InputError
 */
export const checkByteOrderMarks = ({ text, lines }: Parsed): void => {
  // Kubernetes drops one at the start of a document, also behind the marker
  const at = text.indexOf('\ufeff', /^\uFEFF?(?:---[^\n]*\n)?\uFEFF?/.exec(text)?.[0].length)
  if (at < 0) return
  const message =
    'the byte order mark U+FEFF is inside the document, and Kubernetes may misread the lines below it after an edit; remove it'
  throw new InputError('character', message, lines.position(at))
}

/** Reports whether a document contains an alias, also in a merge. */
export const hasAliases = ({ root }: Parsed): boolean => {
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'alias') return true
    if (node.type === 'seq') for (const { value } of node.items) waiting.push(value)
    if (node.type === 'map') for (const { value } of node.entries) waiting.push(value)
  }
  return false
}

/** Returns the line of the last anchor of a name; undefined if the document has none. */
export const lineOfAnchor = (parsed: Parsed, name: string): number | undefined => {
  let last = -1
  const waiting: Node[] = [parsed.root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.anchor === name) last = Math.max(last, node.propsStart)
    if (node.type === 'seq') for (const { value } of node.items) waiting.push(value)
    if (node.type === 'map') for (const { value } of node.entries) waiting.push(value)
  }
  return last < 0 ? undefined : parsed.lines.position(last).line
}

/** Returns line and column of the value at a pointer, or of its nearest existing parent. */
export const positionAt = (parsed: Parsed, pointer: string): { line: number; column: number } => {
  let node: Node = parsed.root
  let offset = node.propsStart
  for (const step of stepsOf(pointer)) {
    const next = stepInto(node, step)
    if (next === undefined) break
    offset = next.offset
    node = next.node
  }
  return parsed.lines.position(offset)
}

/** Returns the line of the value at a pointer, or of its nearest existing parent. */
export const lineAt = (parsed: Parsed, pointer: string): number => positionAt(parsed, pointer).line

const stepInto = (parent: Node, step: string): { node: Node; offset: number } | undefined => {
  const node = parent.type === 'alias' ? parent.target : parent
  if (node.type === 'seq') {
    const item = node.items[Number(step)]
    return item === undefined ? undefined : { node: item.value, offset: item.start }
  }
  if (node.type !== 'map') return undefined
  const entry = node.entries.findLast(({ key, merge }) => !merge && key === step)
  if (entry !== undefined) return { node: entry.value, offset: entry.start }
  for (const { merge, value } of node.entries.filter((candidate) => candidate.merge)) {
    const sources = value.type === 'seq' ? value.items.map((item) => item.value) : [value]
    for (const source of merge ? sources : []) {
      const found = stepInto(source, step)
      if (found !== undefined) return found
    }
  }
  return undefined
}
