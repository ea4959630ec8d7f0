import type { HardenedObject } from '../export/types.ts'
import { objectsOf } from '../kube/pod/locate.ts'
import type { Change, CustomKind, DocumentRef, InputFile, Json, JsonObject, Report, Resource } from '../model.ts'
import { applyOperations } from '../patch/apply.ts'
import { parentOf, valueAt } from '../pointer.ts'
import { hasAliases, parseSlice } from '../yaml/parse.ts'
import { scanHead } from '../yaml/scan.ts'
import { readDocuments } from './read/documents.ts'
import type { InputDocument } from './types.ts'

const keyOf = ({ file, index }: DocumentRef): string => `${index} ${file ?? ''}`

const groupByDocument = (changes: readonly Change[]): Map<string, Change[]> => {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    const key = keyOf(change.document)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [change])
    else group.push(change)
  }
  return groups
}

/** Groups changes by the pointers of the objects that they belong to. */
const groupByObject = (changes: readonly Change[], pointers: readonly string[]): Map<string, Change[]> => {
  const groups = new Map(pointers.map((pointer): [string, Change[]] => [pointer, []]))
  for (const change of changes) {
    let pointer = change.path
    while (pointer !== '' && !groups.has(pointer)) pointer = parentOf(pointer)
    const group = groups.get(pointer)
    if (group === undefined) throw new Error(`no object is at ${change.path} of document ${change.document.index}`)
    group.push(change)
  }
  return groups
}

/** Lists the names in a document; an unparsed one is parsed only if it is of one of the kinds. */
const namesIn = ({ parsed, slice, ref }: InputDocument, kinds: ReadonlySet<string>): Resource[] => {
  const isOfKind = slice.hasContent && kinds.has(scanHead(slice.text)?.kind ?? '')
  const value = parsed?.value ?? (isOfKind ? parseSlice(slice.text, slice.line)?.value : undefined)
  return value === undefined ? [] : objectsOf(value, ref.index).map(({ resource }) => resource)
}

/**
 * Lists the objects that a report changes, before and after, and the names of all objects that could be confused with
 * them. Items of a List are objects of their own.
 * @param files the files that the report was made from
 */
export const hardenedObjects = (
  files: readonly InputFile[],
  report: Report,
  kinds: readonly CustomKind[],
): { objects: HardenedObject[]; all: Resource[] } => {
  const changesOf = groupByDocument(report.changes)
  const objects: HardenedObject[] = []
  const kindsChanged = new Set(report.changes.map(({ resource }) => resource.kind))
  const documents = readDocuments(files, kinds)
  for (const { parsed, ref } of documents) {
    if (parsed === undefined) continue
    const changes = changesOf.get(keyOf(ref)) ?? []
    const after: Json = applyOperations(
      parsed.value,
      changes.flatMap(({ operations }) => operations),
    )
    const shares = hasAliases(parsed)
    const found = objectsOf(parsed.value, ref.index)
    const groups = groupByObject(
      changes,
      found.map(({ at }) => at.pointer),
    )
    for (const { resource, value, at } of found) {
      const own = groups.get(at.pointer) ?? []
      if (own.length === 0) continue
      objects.push({
        resource,
        before: value,
        after: valueAt(after, at.pointer) as JsonObject,
        changes: own,
        hasAliases: shares,
      })
    }
  }
  const counted = objects.flatMap(({ changes }) => changes).length
  if (counted !== report.changes.length)
    throw new Error(`of ${report.changes.length} changes only ${counted} belong to an object`)
  return { objects, all: documents.flatMap((document) => namesIn(document, kindsChanged)) }
}
