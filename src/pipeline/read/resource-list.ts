import { asList, isObject } from '../../kube/pod/pod.ts'
import type { InputFile, Json, JsonObject } from '../../model.ts'
import { OWN_TAG } from '../../report/krm.ts'
import { splice } from '../../yaml/edit/splice.ts'
import { InputError } from '../../yaml/errors.ts'
import { type Parsed, parseSlice, positionAt } from '../../yaml/parse.ts'
import { scanHead } from '../../yaml/scan.ts'
import { type Slice, splitStream } from '../../yaml/split.ts'

/** A ResourceList, and the text before and after it. */
export interface ResourceList {
  before: string
  parsed: Parsed
  value: JsonObject
  after: string
}

const contentsOf = (text: string): Slice[] => splitStream(text).filter(({ hasContent }) => hasContent)

const isList = (value: Json | undefined): value is JsonObject => isObject(value) && value.kind === 'ResourceList'

/**
 * Tells whether a text is one ResourceList and nothing else, as the hosts of KRM functions send it. Like them, it ignores
 * the apiVersion. A text that cannot be parsed is not a ResourceList.
 */
export const isResourceList = (text: string): boolean => {
  if (!text.includes('ResourceList')) return false
  const [slice, ...others] = contentsOf(text)
  if (slice === undefined || others.length > 0) return false
  const head = scanHead(slice.text)
  if (head !== undefined) return head.kind === 'ResourceList'
  try {
    return isList(parseSlice(slice.text)?.value)
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}

const EXPECTED = 'expected a ResourceList, as kpt and Kustomize send it to a function'

/**
 * Reads a text that has to be one ResourceList; its `items` may be absent.
 * @throws InputError for any other text
 */
export const readResourceList = ({ name, text }: InputFile): ResourceList => {
  const refuse = (message: string, at: { line: number; column: number }): never => {
    throw Object.assign(new InputError('resource-list', message, at), { file: name })
  }
  const [slice, other] = contentsOf(text)
  if (slice === undefined) return refuse(`empty, but ${EXPECTED}`, { line: 1, column: 1 })
  const start = { line: slice.line, column: 1 }
  if (other !== undefined)
    return refuse(`${EXPECTED}, and no other document; to harden manifests, run casehard without fn`, start)
  let parsed: Parsed | undefined
  try {
    parsed = parseSlice(slice.text, slice.line)
  } catch (error) {
    throw error instanceof InputError ? Object.assign(error, { file: name }) : error
  }
  if (parsed === undefined || !isList(parsed.value))
    return refuse(`${EXPECTED}; to harden manifests, run casehard without fn`, start)
  const { items = null } = parsed.value
  if (items !== null && !Array.isArray(items))
    return refuse('items is not a list; set it to a list of objects, or []', positionAt(parsed, '/items'))
  return {
    before: text.slice(0, slice.start),
    parsed,
    value: parsed.value,
    after: text.slice(slice.start + slice.text.length),
  }
}

const isOwn = (result: Json): boolean =>
  isObject(result) &&
  isObject(result.tags) &&
  Object.entries(OWN_TAG).every(([key, value]) => (result.tags as JsonObject)[key] === value)

/** Lists the results of other functions, which are kept; before version v1 they were under a name. */
const foreignResults = (given: Json | undefined): Json[] =>
  (isObject(given) ? asList(given.items) : asList(given)).filter((result) => !isOwn(result))

/**
 * Writes the results of this run into a ResourceList, after those of other functions and in place of those of an earlier
 * run of casehard. The list always has `items`: without it, hosts treat it as an ordinary object.
 */
export const withResults = (list: ResourceList, results: readonly JsonObject[]): string => {
  const { results: given, ...rest } = list.value
  const all = [...foreignResults(given), ...results]
  const value: JsonObject = {
    ...rest,
    items: rest.items ?? [],
    ...(given === undefined && all.length === 0 ? {} : { results: all }),
  }
  return list.before + splice(list.parsed, value, () => 0).text + list.after
}
