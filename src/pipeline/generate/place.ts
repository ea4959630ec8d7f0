import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type { DocumentRef, InputFile, JsonObject, Objection, Resource } from '../../model.ts'
import { InputError } from '../../yaml/errors.ts'
import { parseSlice } from '../../yaml/parse.ts'
import type { AdditionPlace, InputDocument } from '../types.ts'

const JSON_START = /^\uFEFF?(?:---)?\s*\{\s*"/

const refuse = (reason: string, hint: string): Objection => ({ cause: 'api-rule', reason, hint, overridable: false })

/** Tells whether a line break at the end would change the last document, as it does some block scalars. */
const needsItsEnd = ({ slice }: InputDocument): boolean => {
  const read = (text: string): string => JSON.stringify(parseSlice(text)?.value ?? null)
  try {
    return read(slice.text) !== read(`${slice.text}\n`)
  } catch (error) {
    // A document that cannot be parsed has no value to change; it passes through as it is.
    if (error instanceof InputError) return false
    throw error
  }
}

/** Finds the place in a file for objects that are added. */
export const placeIn = (file: InputFile, documents: readonly InputDocument[]): AdditionPlace => {
  const own = documents.filter((document) => document.file === file)
  const filled = own.filter(({ slice }) => slice.hasContent)
  const only = filled.length === 1 ? filled[0] : undefined
  const value = asObject(only?.parsed?.value)
  const json = JSON_START.test(filled[0]?.slice.text ?? '')
  const lines = file.text.split('\n').length
  const place: AdditionPlace = {
    file,
    next: Math.max(-1, ...own.map(({ ref }) => ref.index)) + 1,
    line: file.text.endsWith('\n') ? lines : lines + 1,
    json,
  }
  const isList = value.kind === 'ResourceList' || (json && String(value.kind).endsWith('List'))
  if (only !== undefined && isList && Array.isArray(value.items))
    return { ...place, list: only, next: asList(value.items).length }
  if (only !== undefined && json)
    return {
      ...place,
      refusal: refuse('a JSON file contains one object and has no place for another', 'use a List'),
    }
  const last = own.at(-1)
  if (last !== undefined && !file.text.endsWith('\n') && needsItsEnd(last))
    return {
      ...place,
      refusal: refuse('the last value of the file would change its final line break', 'end the file with a line break'),
    }
  return place
}

/** Gives the document of the next addition at a place. */
export const nextRef = ({ list, file, next, line }: AdditionPlace, isNamed: boolean): DocumentRef =>
  list === undefined ? { ...(isNamed ? { file: file.name } : {}), index: next, line, new: true } : list.ref

/** Reads the name of an added object. */
export const resourceOf = ({ apiVersion, kind, metadata }: JsonObject): Resource => {
  const { name, namespace } = asObject(metadata)
  return {
    apiVersion: asString(apiVersion) ?? '',
    kind: asString(kind) ?? '',
    ...(typeof namespace === 'string' ? { namespace } : {}),
    name: asString(name) ?? '',
  }
}
