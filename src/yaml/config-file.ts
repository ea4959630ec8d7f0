import {
  type Alias,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
  type Node as YamlNode,
} from 'yaml'
import { shownKey } from '../lib/printable.ts'
import type { Json } from '../model.ts'
import { LineIndex } from './lines.ts'

/** A position in a text: line and column from 1, columns in UTF-16 units. */
export interface Position {
  line: number
  column: number
}

/** A file of casehard's own formats: its value, and the position of each part. */
export interface ConfigFile {
  value: Json
  /** Returns the start of the value at an RFC 6901 pointer, or of its key; else of its nearest existing parent. */
  positionOf(pointer: string, key?: boolean): Position
}

/** Why a text cannot be read as such a file: one message, lower case and without a period. */
export interface ConfigFileError extends Position {
  message: string
}

/** The parser compares each key with all before it, so that a large file takes minutes: `findRepeatedKey` does that. */
const OPTIONS = {
  version: '1.2',
  schema: 'core',
  prettyErrors: false,
  stringKeys: true,
  uniqueKeys: false,
} as const

const unescaped = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~')

/**
 * Reads a file of casehard's own formats: one document of YAML 1.2 (core schema) with unique keys and a bounded number
 * of aliases. Manifests are read by `parseSlice`, because Kubernetes reads YAML 1.1 and accepts more.
 */
export const readConfigFile = (text: string): ConfigFile | { error: ConfigFileError } => {
  const source = text.replace(/^\uFEFF/, '')
  const lines = new LineIndex(source)
  const document = parseDocument(source, OPTIONS)
  const failure = (offset: number, message: string) => ({ error: { ...lines.position(offset), message } })
  const fault = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])[0]
  if (fault !== undefined) return failure(fault.pos[0], messageOf(fault))
  const repeated = findRepeatedKey(document)
  if (repeated !== undefined) {
    const key = shownKey(String(repeated.value)).replaceAll('"', '')
    return failure(repeated.range?.[0] ?? 0, `the key${key} is repeated; keep one of the two`)
  }
  const alias = unknownAliases(document)[0]
  if (alias !== undefined)
    return failure(alias.range?.[0] ?? 0, `the alias has no anchor before it; write the value out`)
  let value: Json
  try {
    value = document.toJS() as Json
  } catch {
    return failure(0, 'too much of the file consists of aliases; write the values out')
  }
  return { value, positionOf: (pointer, key = false) => lines.position(offsetOf(document, pointer, key)) }
}

const messageOf = ({ code, message }: YAMLError): string =>
  code === 'MULTIPLE_DOCS'
    ? 'a second document; a file contains one'
    : `not YAML: ${QUOTING[code] ?? lowered(message)}; correct the file`

/** Returns the first key that repeats one before it in the same mapping. */
const findRepeatedKey = (document: Document.Parsed): Scalar | undefined => {
  let repeated: Scalar | undefined
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<string>()
      const again = items.find(({ key }) => {
        const name = isScalar(key) ? String(key.value) : ''
        return seen.has(name) || !seen.add(name)
      })
      if (!isScalar(again?.key)) return undefined
      repeated = again.key
      return visit.BREAK
    },
  })
  return repeated
}

/** What stands for the parser's messages that quote the text, by code. Other messages are constant, but for field names. */
const QUOTING: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_COLLECTION_TYPE: 'a tag does not fit its value',
  BAD_DIRECTIVE: 'a directive is wrong',
  BAD_DQ_ESCAPE: 'an escape sequence in double quotes is wrong',
  BAD_PROP_ORDER: 'anchors and tags must be after the indicator',
  BAD_SCALAR_START: 'a value cannot begin with this character; quote it',
  NON_STRING_KEY: 'a key is not text',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAG_RESOLVE_FAILED: 'a tag is unknown',
  UNEXPECTED_TOKEN: 'this text is not expected here',
}

const offsetOf = (document: Document.Parsed, pointer: string, key: boolean): number => {
  let node: YamlNode | null = document.contents
  let offset = node?.range?.[0] ?? 0
  for (const step of pointer.split('/').slice(1).map(unescaped)) {
    if (isAlias(node)) node = node.resolve(document) ?? null
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === step)
      if (pair === undefined) break
      const named = pair.key as YamlNode
      const filled = pair.value as YamlNode | null
      offset = (key || isEmpty(filled) ? named : filled)?.range?.[0] ?? offset
      node = filled
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as YamlNode | undefined) ?? null
      if (node === null) break
      offset = node.range?.[0] ?? offset
    } else break
  }
  return offset
}

/** Reports whether a value has no text, as in `controls:` with nothing after it. */
const isEmpty = (node: YamlNode | null): boolean => node === null || (isScalar(node) && node.source === '')

const unknownAliases = (document: Document.Parsed): Alias[] => {
  const unknown: Alias[] = []
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) === undefined) unknown.push(alias)
    },
  })
  return unknown
}

const lowered = (message: string): string => {
  const line = (message.split('\n')[0] ?? '').replace(/[.:]$/, '')
  return line.charAt(0).toLowerCase() + line.slice(1)
}
