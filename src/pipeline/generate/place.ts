import { asList, asObject, asString } from '../../kube/pod/pod.ts'
import type { DocumentRef, InputFile, JsonObject, Objection, Resource } from '../../model.ts'
import { InputError } from '../../yaml/errors.ts'
import { parseSlice } from '../../yaml/parse.ts'
import type { AdditionPlace, InputDocument } from '../types.ts'

const JSON_START = /^\uFEFF?(?:---)?\s*\{\s*"/

const refuse = (reason: string, hint: string): Objection => ({ cause: 'api-rule', reason, hint, overridable: false })

/** Whether the last document would read otherwise with a line break at its end, as some block scalars do. */
const needsItsEnd = ({ slice }: InputDocument): boolean => {
  const read = (text: string): string => JSON.stringify(parseSlice(text)?.value ?? null)
  try {
    return read(slice.text) !== read(`${slice.text}\n`)
  } catch (error) {
    // What can not be read has no value to lose; it passes through as it came.
    if (error instanceof InputError) return false
    throw error
  }
}

/** Finds the place for additions in a file. */
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
      refusal: refuse('a JSON file holds one object, so that there is no place for another', 'use a List'),
    }
  const last = own.at(-1)
  if (last !== undefined && !file.text.endsWith('\n') && needsItsEnd(last))
    return {
      ...place,
      refusal: refuse(
        'the last value of the stream would end in another line break',
        'end the stream with a line break',
      ),
    }
  return place
}

/** The document of the next addition at a place. */
export const nextRef = ({ list, file, next, line }: AdditionPlace, isNamed: boolean): DocumentRef =>
  list === undefined ? { ...(isNamed ? { file: file.name } : {}), index: next, line, new: true } : list.ref

/** How an added object is named. */
export const resourceOf = ({ apiVersion, kind, metadata }: JsonObject): Resource => {
  const { name, namespace } = asObject(metadata)
  return {
    apiVersion: asString(apiVersion) ?? '',
    kind: asString(kind) ?? '',
    ...(typeof namespace === 'string' ? { namespace } : {}),
    name: asString(name) ?? '',
  }
}
