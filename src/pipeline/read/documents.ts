import { roleOf } from '../../kube/kinds/classify.ts'
import { namesOf } from '../../kube/names.ts'
import { objectsOf } from '../../kube/pod/locate.ts'
import type { CustomKind, DocumentRef, InputFile, Json, JsonObject } from '../../model.ts'
import { InputError } from '../../yaml/errors.ts'
import { type Parsed, parseSlice } from '../../yaml/parse.ts'
import { type Head, scanHead } from '../../yaml/scan.ts'
import { splitStream } from '../../yaml/split.ts'
import type { InputDocument } from '../types.ts'
import { explainUnknownAlias, mayDangle, templateOf } from './dangling-alias.ts'

const USED = /serviceAccount(?:Name)?["']?:[ \t]*["']?([\w.-]+)/g

/**
 * Finds the names of ServiceAccounts in the parsed documents that no serviceAccount field of them names. A custom
 * resource that names one may start pods with it.
 */
export const findUnusedAccounts = (documents: readonly { parsed?: Parsed }[]): Set<string> => {
  const unused = new Set<string>()
  for (const { parsed } of documents) {
    if (parsed === undefined || !parsed.text.includes('ServiceAccount')) continue
    for (const object of objectsOf(parsed.value, 0))
      if (object.resource.kind === 'ServiceAccount') for (const name of namesOf(object)) unused.add(name)
  }
  unused.delete('')
  if (unused.size > 0)
    for (const { parsed } of documents)
      for (const [, name = ''] of parsed?.text.matchAll(USED) ?? []) unused.delete(name)
  return unused
}

const MAY_MATTER = /containers|[sS]erviceAccount/

const KIND = /^["']?kind["']?:[ \t]*["']?([\w.-]+)/m

/** Describes a document that cannot be parsed: its index, and the kind and template that its text names. */
const describeDocument = (document: InputDocument, head: Head | undefined): string => {
  const kind = head?.kind ?? KIND.exec(document.slice.text)?.[1]
  const known = [kind, templateOf(document)].filter((word) => word !== undefined)
  return `document ${Math.max(0, document.ref.index)}${known.length === 0 ? '' : ` (${known.join(' of ')})`}`
}

/** Returns an error of a document that names the document and its file. */
export const withDocument = (
  document: InputDocument,
  error: InputError,
  { head, message = error.message }: { head?: Head | undefined; message?: string } = {},
): InputError => {
  const named = new InputError(error.code, `${describeDocument(document, head)}: ${message}`, error, error.alias)
  named.file = document.file.name
  return named
}

/**
 * Parses a document.
 * @throws InputError for what Kubernetes could not read
 */
export const parseDocument = (
  document: InputDocument,
  head: Head | undefined,
  documents: readonly InputDocument[],
): Parsed | undefined => {
  const { slice } = document
  try {
    return parseSlice(slice.text, slice.line)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { alias } = error
    const message = alias === undefined ? error.message : explainUnknownAlias(alias, document, documents)
    throw withDocument(document, error, { head, message })
  }
}

/** Refuses an alias that Helm 4 separated from its anchor, in a document that is not parsed otherwise. */
const refuseDangling = (document: InputDocument, head: Head | undefined, documents: readonly InputDocument[]): void => {
  try {
    parseDocument(document, head, documents)
  } catch (error) {
    if (!(error instanceof InputError) || error.alias !== undefined) throw error
  }
}

/** Collects the names of all ConfigMaps that a value refers to, as pods do. */
const configMapNames = (value: Json | undefined, names: Set<string>): void => {
  if (value === null || typeof value !== 'object') return
  for (const key in value) {
    const child = (value as JsonObject)[key]
    if (child === null || typeof child !== 'object') continue
    if (key === 'configMap' || key === 'configMapRef' || key === 'configMapKeyRef') {
      const { name } = child as JsonObject
      if (typeof name === 'string') names.add(name)
    }
    configMapNames(child, names)
  }
}

/**
 * Cuts files into documents and parses those that may hold a pod or evidence; ConfigMaps only where a parsed
 * document names them, and unknown kinds only if they name a service account that no pod uses.
 * @throws InputError for a parsed document that Kubernetes could not read
 */
export const readDocuments = (files: readonly InputFile[], kinds: readonly CustomKind[]): InputDocument[] => {
  const documents: InputDocument[] = []
  const waiting: InputDocument[] = []
  const unknownKinds: InputDocument[] = []
  for (const file of files) {
    for (const slice of splitStream(file.text)) {
      const ref: DocumentRef = { index: slice.index, line: slice.line }
      const document: InputDocument = {
        file,
        slice,
        ref: files.length > 1 || file.isNamed ? { file: file.name, ...ref } : ref,
      }
      documents.push(document)
      if (!slice.hasContent) continue
      const head = scanHead(slice.text)
      const role = head === undefined ? 'unsure' : roleOf(head.apiVersion, head.kind, kinds)
      const isUnknownKind = role === 'unknown' && !MAY_MATTER.test(slice.text)
      if (role === 'config') waiting.push(document)
      if (isUnknownKind) unknownKinds.push(document)
      if (isUnknownKind || role === 'inert' || role === 'config') {
        if (mayDangle(document)) refuseDangling(document, head, documents)
        continue
      }
      const parsed = parseDocument(document, head, documents)
      if (parsed !== undefined) document.parsed = parsed
    }
  }
  const names = new Set<string>()
  if (waiting.length > 0) for (const { parsed } of documents) configMapNames(parsed?.value, names)
  const accounts = waiting.length + unknownKinds.length > 0 ? findUnusedAccounts(documents) : new Set<string>()
  parseNamed(waiting, new Set([...names, ...accounts]), documents)
  parseNamed(unknownKinds, accounts, documents)
  return documents
}

/** Parses the documents whose text contains one of the names. */
const parseNamed = (
  waiting: readonly InputDocument[],
  names: ReadonlySet<string>,
  documents: readonly InputDocument[],
): void => {
  if (names.size === 0) return
  for (const document of waiting) {
    if (![...names].some((name) => document.slice.text.includes(name))) continue
    const parsed = parseDocument(document, scanHead(document.slice.text), documents)
    if (parsed !== undefined) document.parsed = parsed
  }
}
