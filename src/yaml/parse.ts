import type { Json } from '../model.ts'
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
 * Refuses to edit a document with U+FEFF behind its first character. go-yaml skips a character behind it, or not,
 * depending on its position in bytes, so an insertion above it could make the document unreadable.
 * @throws InputError
 */
export const checkByteOrderMarks = ({ text, lines }: Parsed): void => {
  const at = text.indexOf('\ufeff', 1)
  if (at < 0) return
  const message =
    'the byte order mark U+FEFF is inside the document, and Kubernetes may misread the lines below it after an edit; remove it'
  throw new InputError('character', message, lines.position(at))
}
