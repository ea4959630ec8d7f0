import type { Json } from '../../model.ts'
import { join } from '../../pointer.ts'
import type { Parsed } from '../parse.ts'
import { scalarValue } from '../scalar.ts'
import type { Node } from '../tree.ts'

/** A line of a block collection, without its indentation, and the pointer of its value. */
export interface RenderedLine {
  indent: number
  text: string
  pointer: string
}

/** The indentation of a document, in columns. */
export interface Style {
  /** Indentation of a mapping relative to its parent. */
  step: number
  /** Indentation of a list relative to its key. */
  listOffset: number
}

const SAFE_PLAIN = /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/
const UNSAFE_RAW = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/

/** Formats a double-quoted scalar that both JSON and go-yaml read. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replace(UNSAFE_RAW, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(ESCAPED_SURROGATE, '\\ufffd')

const isPlain = (text: string): boolean => {
  if (!SAFE_PLAIN.test(text) || text.startsWith('...')) return false
  try {
    return scalarValue(text, true) === text && !/^\d[\d-]*$/.test(text)
  } catch {
    return false
  }
}

/** Formats a scalar or an empty collection; a string is unquoted only if every reader reads it as a string. */
export const renderScalar = (value: Json, isQuoted = false): string => {
  if (typeof value === 'string') return !isQuoted && isPlain(value) ? value : quoted(value)
  if (Array.isArray(value)) return '[]'
  return value !== null && typeof value === 'object' ? '{}' : JSON.stringify(value)
}

const isEmpty = (value: Json): boolean => value === null || typeof value !== 'object' || Object.keys(value).length === 0

/** What is in double quotes in a flow collection: what needs it, in KYAML all text but the keys, in JSON all text. */
export type Quotes = 'none' | 'values' | 'all'

const HEAD = /^\uFEFF?(?:---(?=\s))?(?:\s|#.*\n)*\{(?:\s|#.*\n)*/
const QUOTED_VALUE = /[\w.-]+:\s+"/y

/** Detects KYAML and JSON by the first member of a document. Everything that is written into JSON must be JSON. */
export const quotesIn = (text: string): Quotes => {
  const head = HEAD.exec(text)?.[0]
  if (head === undefined) return 'none'
  if (text[head.length] === '"') return 'all'
  QUOTED_VALUE.lastIndex = head.length
  return QUOTED_VALUE.test(text) ? 'values' : 'none'
}

/** Formats a key of a flow mapping. */
export const renderKey = (key: string, quotes: Quotes): string => renderScalar(key, quotes === 'all')

/** Formats a value in flow style on one line. */
export const renderFlow = (value: Json, quotes: Quotes = 'none'): string => {
  if (isEmpty(value)) return renderScalar(value, quotes !== 'none')
  if (Array.isArray(value)) return `[${value.map((item) => renderFlow(item, quotes)).join(', ')}]`
  const entries = Object.entries(value as object) as [string, Json][]
  return `{${entries.map(([key, item]) => `${renderKey(key, quotes)}: ${renderFlow(item, quotes)}`).join(', ')}}`
}

/** Formats an entry of a block mapping. */
export const renderEntry = (
  key: string,
  value: Json,
  indent: number,
  pointer: string,
  style: Style,
): RenderedLine[] => {
  const at = join(pointer, key)
  const name = renderScalar(key)
  if (isEmpty(value)) return [{ indent, text: `${name}: ${renderScalar(value)}`, pointer: at }]
  const inner = Array.isArray(value) ? indent + style.listOffset : indent + style.step
  return [{ indent, text: `${name}:`, pointer: at }, ...renderBlock(value, inner, at, style)]
}

/** Formats an item of a block sequence; `indent` is the column of the dash. */
export const renderItem = (value: Json, indent: number, pointer: string, style: Style): RenderedLine[] => {
  if (isEmpty(value)) return [{ indent, text: `- ${renderScalar(value)}`, pointer }]
  const [first, ...rest] = renderBlock(value, indent + 2, pointer, style) as [RenderedLine, ...RenderedLine[]]
  return [{ ...first, indent, text: `- ${first.text}` }, ...rest]
}

/** Formats a collection that is not empty in block style. */
export const renderBlock = (value: Json, indent: number, pointer: string, style: Style): RenderedLine[] =>
  Array.isArray(value)
    ? value.flatMap((item, i) => renderItem(item, indent, join(pointer, i), style))
    : Object.entries(value as { [key: string]: Json }).flatMap(([key, item]) =>
        renderEntry(key, item, indent, pointer, style),
      )

/** Detects the indentation of the first list and the first nested mapping of a document. */
export const styleOf = (root: Node): Style => {
  const style: { step?: number; listOffset?: number } = {}
  const walk = (node: Node): void => {
    if (style.step !== undefined && style.listOffset !== undefined) return
    if (node.type === 'seq') for (const item of node.items) walk(item.value)
    if (node.type !== 'map' || node.flow) return
    for (const { value } of node.entries) {
      if (value.type === 'map' && !value.flow && value.entries.length > 0) style.step ??= value.indent - node.indent
      if (value.type === 'seq' && !value.flow && value.items.length > 0) style.listOffset ??= value.indent - node.indent
      walk(value)
    }
  }
  walk(root)
  return { step: Math.max(1, style.step ?? 2), listOffset: Math.max(0, style.listOffset ?? 0) }
}

/**
 * Formats a document to append to others, from its `---` to its last character, without a line break at its end.
 * @param like the document whose indentation it copies
 * @param json set if its neighbours are JSON
 * @param ending the line ending
 */
export const renderDocument = (
  value: Json,
  { like, json, ending }: { like: Parsed; json: boolean; ending: '\n' | '\r\n' },
): string => {
  const lines = json
    ? JSON.stringify(value, null, 2).split('\n')
    : renderBlock(value, 0, '', styleOf(like.root)).map(({ indent, text }) => `${' '.repeat(indent)}${text}`)
  return ['---', ...lines].join(ending)
}
