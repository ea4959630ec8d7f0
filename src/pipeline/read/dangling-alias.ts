import { isSecretName } from '../../evidence/text/config-maps.ts'
import { InputError } from '../../yaml/errors.ts'
import { lineOfAnchor, parseSlice } from '../../yaml/parse.ts'
import type { Slice } from '../../yaml/split.ts'

/** What the search for aliases needs of a document. */
interface Document {
  slice: Slice
  ref: { index: number }
  file: object
}

/** Helm 3 names the template of a document in a comment, Helm 4 in an annotation. */
const TEMPLATE = /^# Source: (\S+)/m
const FILE_KEY = 'postrenderer.helm.sh/postrender-filename'
const FILE_NAME = /\bpostrenderer\.helm\.sh\/postrender-filename["']?: *["']?([^"'\s]+)/

/** Gives the template that Helm 4 rendered a document from; undefined for other documents. */
const helm4TemplateOf = ({ slice: { text } }: Document): string | undefined =>
  // A search for the plain word is much faster than the pattern, and CRDs are long.
  text.includes(FILE_KEY) ? FILE_NAME.exec(text)?.[1] : undefined

/** Gives the template that Helm 3 or 4 rendered a document from. */
export const templateOf = (document: Document): string | undefined =>
  TEMPLATE.exec(document.slice.text)?.[1] ?? helm4TemplateOf(document)

/** Finds the last anchor of a name before a document of the same file. Documents that cannot be parsed are left out. */
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

/** Tells whether an alias without an anchor may be a secret without quotes: its line, or the one above, names one. */
const mayBeSecret = (name: string, { slice: { text } }: Document): boolean => {
  const lines = text.split('\n')
  return lines.some((line, i) => line.includes(`*${name}`) && isSecretName(`${lines[i - 1]}\n${line.split('*')[0]}`))
}

/**
 * Explains what is wrong with an alias that has no anchor in its document, and the next step. The value of an anchor in
 * an earlier document is not substituted: Helm 4 may have written its annotation into that value, so bytes that belong
 * to no control would change.
 */
export const explainUnknownAlias = (name: string, document: Document, documents: readonly Document[]): string => {
  const before = documents.slice(0, documents.indexOf(document))
  const template = helm4TemplateOf(document)
  const sameTemplate = before.filter((other) => helm4TemplateOf(other) === template)
  const anchor = findAnchor(name, document, sameTemplate)
  const where = anchor === undefined ? undefined : `in document ${anchor.index} (line ${anchor.line})`
  if (template !== undefined)
    return (
      `unknown alias *${name}: Helm 4 splits Lists for post-renderers and left the anchor &${name} ` +
      `${where ?? 'out'}; write the value out in the template, or pipe helm template into casehard`
    )
  if (where !== undefined)
    return `unknown alias *${name}: its anchor &${name} is ${where}, and anchors do not reach other documents; write the value out here`
  if (mayBeSecret(name, document))
    return 'unknown alias; define its anchor above it, in the same document, or quote the value if it is text'
  return `unknown alias *${name}; define the anchor &${name} above it, in the same document`
}

/** What looks like an alias: a name after a star. */
const ALIAS = /(?<=[\s[{,])\*([A-Za-z0-9_-]+)/g

/** Tells whether a document that is not parsed may contain an alias that Helm 4 cannot read. */
export const mayDangle = (document: Document): boolean => {
  const { text } = document.slice
  if (!text.includes('*') || helm4TemplateOf(document) === undefined) return false
  return [...text.matchAll(ALIAS)].some(([, name]) => !text.includes(`&${name}`))
}
