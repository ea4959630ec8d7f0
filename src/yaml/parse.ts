import type { Json } from '../model.ts'
import { InputError, SyntaxProblem } from './errors.ts'
import { readFast } from './fast/reader.ts'
import { readRelaxed } from './full/loosen.ts'
import { readFull } from './full/tree.ts'
import { LineIndex } from './lines.ts'
import type { Node } from './tree.ts'
import { hasValue, isSame, ValueReader } from './value.ts'

const REFUSED_CHARACTER = /[^\P{Cc}\t\n\r\u0085]|[\ufffe\uffff]/u
/** Line breaks of YAML 1.1 that an editor does not show as such. */
export const ODD_BREAK = /\r(?!\n)|[\x85\u2028\u2029]/g
const END_MARKER = /^\.\.\.(?=\s|$)/gm

/** What other text than printable ASCII has; in most manifests nothing odd has to be looked for. */
const UNUSUAL = /[^\n\x20-\x7e]/

/** A parsed document: the tree stays inside `text/`; what is above sees the value and lines. */
export interface Parsed {
  text: string
  root: Node
  value: Json
  /** Line of the text's first character in its file. */
  line: number
  lines: LineIndex
}

/**
 * The text that the YAML parser gets: same length, so that offsets hold. It would count a BOM as a column.
 * @param isUsual whether it is known to be printable ASCII and line feeds
 */
export const readable = (text: string, isUsual = false): string => {
  const begun = text.replace(/^\uFEFF/, '\n').replace(/^(\n?)---(?=\s|$)/, '$1   ')
  let body = isUsual ? begun : begun.replace(ODD_BREAK, '\n')
  if (!body.includes('...')) return body
  for (const end of body.matchAll(END_MARKER)) {
    if (/^(?:\s|#.*|\.\.\.|\uFEFF)*$/.test(body.slice(0, end.index))) continue
    body = body.slice(0, end.index) // what stands after a document's end is ignored, as kubectl does
    break
  }
  return body
}

const treeOf = (body: string): Node | undefined => {
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

const refuseCharacters = (text: string): void => {
  const odd = REFUSED_CHARACTER.exec(text)
  if (odd === null) return
  const name = (odd[0].codePointAt(0) as number).toString(16).padStart(4, '0')
  throw new SyntaxProblem(
    'character',
    `the control character U+${name.toUpperCase()} is not allowed in YAML; remove it`,
    odd.index,
  )
}

/** Gives what `use` makes of the tree of the document in a slice. Undefined where it holds none. */
const withTree = <T>(text: string, line: number, use: (root: Node) => T): T | undefined => {
  try {
    const isUsual = !UNUSUAL.test(text)
    if (!isUsual) refuseCharacters(text)
    const body = readable(text, isUsual)
    const root = readFast(body, isUsual) ?? treeOf(body)
    return root === undefined ? undefined : use(root)
  } catch (error) {
    if (error instanceof SyntaxProblem)
      throw new InputError(error.code, error.message, new LineIndex(text, line).position(error.offset), error.alias)
    throw error
  }
}

/**
 * Parses the document in a slice. Undefined where it holds none.
 * @param line line of the slice's first character in its file
 * @throws InputError for what Kubernetes itself could not read, and for what is too deep
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
 * Whether a text holds a document, and Kubernetes reads this value from it.
 * @throws InputError for what Kubernetes itself could not read, and for what is too deep
 */
export const readsAs = (text: string, value: Json): boolean =>
  // Mostly the tree tells, and nothing has to be built for the comparison.
  withTree(text, 1, (root) => hasValue(root, value) || isSame(new ValueReader().read(root), value)) === true
