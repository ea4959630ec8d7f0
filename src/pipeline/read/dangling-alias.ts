import { InputError } from '../../yaml/errors.ts'
import { lineOfAnchor } from '../../yaml/locate.ts'
import { parseSlice } from '../../yaml/parse.ts'
import type { Slice } from '../../yaml/split.ts'

/** A document as far as aliases are looked for in it. */
interface Document {
  slice: Slice
  ref: { index: number }
  file: object
}

/** The template that Helm rendered a document from: Helm 3 says it in a comment, Helm 4 in an annotation. */
const TEMPLATE = /^# Source: (\S+)/m
const FILE_KEY = 'postrenderer.helm.sh/postrender-filename'
const FILE_NAME = /\bpostrenderer\.helm\.sh\/postrender-filename["']?: *["']?([^"'\s]+)/

/** The file that Helm 4 says a document comes from; undefined for documents of others. */
const helm4TemplateOf = ({ slice: { text } }: Document): string | undefined =>
  // Looking for the plain word takes far less than the pattern does, and CRDs are long.
  text.includes(FILE_KEY) ? FILE_NAME.exec(text)?.[1] : undefined

/** The file that either Helm says a document comes from. */
export const templateOf = (document: Document): string | undefined =>
  TEMPLATE.exec(document.slice.text)?.[1] ?? helm4TemplateOf(document)

/** Where the anchor of a name stands last before a document of the same file; of broken documents nothing is known. */
const findAnchor = (
  name: string,
  document: Document,
  before: readonly Document[],
): { line: number; index: number } | undefined => {
  for (const { slice, ref, file } of [...before].reverse()) {
    if (file !== document.file || !slice.text.includes(`&${name}`)) continue
    try {
      const parsed = parseSlice(slice.text, slice.line)
      const line = parsed === undefined ? undefined : lineOfAnchor(parsed, name)
      if (line !== undefined) return { line, index: ref.index }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  return undefined
}

/**
 * What is wrong with an alias that has no anchor in its document, and the next step. The value of an anchor in an
 * earlier document is not put in its place: Helm 4 may have written its annotation into that very value, and bytes
 * would change that belong to no control.
 */
export const explainUnknownAlias = (name: string, document: Document, documents: readonly Document[]): string => {
  const before = documents.slice(0, documents.indexOf(document))
  const template = helm4TemplateOf(document)
  const sameTemplate = before.filter((other) => helm4TemplateOf(other) === template)
  const anchor = findAnchor(name, document, sameTemplate)
  const where = anchor === undefined ? undefined : `in document ${anchor.index} (line ${anchor.line})`
  if (template !== undefined)
    return (
      `unknown alias *${name}: Helm 4 takes Lists apart for post-renderers and left the anchor &${name} ` +
      `${where ?? 'out'}; write the value out in the template, or pipe helm template into casehard`
    )
  if (where !== undefined)
    return `unknown alias *${name}: its anchor &${name} stands ${where} and reaches no other; write the value out here`
  return `unknown alias *${name}; define the anchor &${name} above it, in the same document`
}

/** What may be an alias: a name behind a star that no anchor of the document has. */
const ALIAS = /(?<=[\s[{,])\*([A-Za-z0-9_-]+)/g

/** Whether a document that is not parsed may hold an alias that Helm 4 can not read. */
export const mayDangle = (document: Document): boolean => {
  const { text } = document.slice
  if (!text.includes('*') || helm4TemplateOf(document) === undefined) return false
  return [...text.matchAll(ALIAS)].some(([, name]) => !text.includes(`&${name}`))
}
