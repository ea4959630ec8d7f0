import { roleOf } from '../kube/classify.ts'
import type { CustomKind, DocumentRef, InputFile, Json } from '../model.ts'
import { InputError } from '../text/errors.ts'
import { type Parsed, parseSlice } from '../text/parse.ts'
import { type Head, scanHead } from '../text/scan.ts'
import { type Slice, splitStream } from '../text/split.ts'
import { idleAccounts } from './idle-accounts.ts'

/** One slice of a file; `parsed` only where it may hold a pod or evidence. */
export interface InputDocument {
  file: InputFile
  slice: Slice
  ref: DocumentRef
  parsed?: Parsed
}

const MAY_MATTER = /containers|[sS]erviceAccount/

const KIND = /^["']?kind["']?:[ \t]*["']?([\w.-]+)/m
/** The template that Helm rendered a document from: Helm 3 says it in a comment, Helm 4 in an annotation. */
const TEMPLATE = /^# Source: (\S+)|^\s+postrenderer\.helm\.sh\/postrender-filename: *["']?([^"'\s]+)/m

/** A document in messages: its number, and what a look at its text tells, since it can not be parsed. */
const describeDocument = ({ slice, ref }: InputDocument, head: Head | undefined): string => {
  const kind = head?.kind ?? KIND.exec(slice.text)?.[1]
  const template = TEMPLATE.exec(slice.text)
  const known = [kind, template?.[1] ?? template?.[2]].filter((word) => word !== undefined)
  return `document ${Math.max(0, ref.index)}${known.length === 0 ? '' : ` (${known.join(' of ')})`}`
}

const parse = (document: InputDocument, head: Head | undefined): Parsed | undefined => {
  const { slice, file } = document
  try {
    return parseSlice(slice.text, slice.line)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const named = new InputError(error.code, `${describeDocument(document, head)}: ${error.message}`, error)
    named.file = file.name
    throw named
  }
}

/** The names of all ConfigMaps that a value refers to, in the way pods do. */
const configMapNames = (value: Json | undefined, names: Set<string>): void => {
  if (value === null || typeof value !== 'object') return
  for (const [key, child] of Object.entries(value)) {
    const name = (child as { name?: Json } | null)?.name
    if ((key === 'configMap' || key === 'configMapRef' || key === 'configMapKeyRef') && typeof name === 'string')
      names.add(name)
    configMapNames(child as Json, names)
  }
}

/**
 * Cuts files into documents and parses those that may hold a pod or evidence; ConfigMaps only where a parsed
 * document names them, and kinds that nobody knows only where they name a service account that no pod uses.
 * @throws InputError for a parsed document that Kubernetes could not read
 */
export const readDocuments = (files: readonly InputFile[], kinds: readonly CustomKind[]): InputDocument[] => {
  const documents: InputDocument[] = []
  const waiting: InputDocument[] = []
  const strange: InputDocument[] = []
  for (const file of files) {
    for (const slice of splitStream(file.text)) {
      const ref: DocumentRef = { index: slice.index, line: slice.line }
      const document: InputDocument = { file, slice, ref: files.length > 1 ? { file: file.name, ...ref } : ref }
      documents.push(document)
      if (!slice.hasContent) continue
      const head = scanHead(slice.text)
      const role = head === undefined ? 'unsure' : roleOf(head.apiVersion, head.kind, kinds)
      if (role === 'config') waiting.push(document)
      if (role === 'inert' || role === 'config') continue
      if (role === 'unknown' && !MAY_MATTER.test(slice.text)) {
        strange.push(document)
        continue
      }
      const parsed = parse(document, head)
      if (parsed !== undefined) document.parsed = parsed
    }
  }
  const names = new Set<string>()
  if (waiting.length > 0) for (const { parsed } of documents) configMapNames(parsed?.value, names)
  const accounts = waiting.length + strange.length > 0 ? idleAccounts(documents) : new Set<string>()
  parseNamed(waiting, new Set([...names, ...accounts]))
  parseNamed(strange, accounts)
  return documents
}

/** Parses the documents whose text has one of the names somewhere. */
const parseNamed = (documents: readonly InputDocument[], names: ReadonlySet<string>): void => {
  if (names.size === 0) return
  for (const document of documents) {
    if (![...names].some((name) => document.slice.text.includes(name))) continue
    const parsed = parse(document, scanHead(document.slice.text))
    if (parsed !== undefined) document.parsed = parsed
  }
}
