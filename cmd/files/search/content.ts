import type { Json } from '../../../src/model.ts'
import { InputError } from '../../../src/yaml/errors.ts'
import { parseSlice } from '../../../src/yaml/parse.ts'
import { scanHead } from '../../../src/yaml/scan.ts'
import { type Slice, splitStream } from '../../../src/yaml/split.ts'

/** The content of a YAML or JSON file: manifests, an unrendered template, or neither. */
export type Content = 'manifests' | 'template' | 'other'

/** Configurations and reports of casehard and Kustomize have apiVersion and kind too. */
const OWN = /^(?:casehard\.dev|kustomize\.config\.k8s\.io)\//

/** A key may be written with escapes, with a tag such as `!!binary`, or be an alias of a value with either. */
const MAY_HIDE_KEYS = /[\\!]/

/** Match apiVersion and kind in the text of a document that cannot be parsed. */
const SAYS_VERSION = /(?:^|[{,])\s*["']?apiVersion["']?\s*:/m
const SAYS_KIND = /(?:^|[{,])\s*["']?kind["']?\s*:/m

/** A key of the root that is an alias, or has an anchor, a tag or a `?`. */
const HIDDEN_KEY = /^(?:\?\s|[*!&]\S)|[{,]\s*(?:\?\s|\*\S+\s*:)/m

/** An escaped ASCII character. */
const ESCAPE = /\\(?:x|u00|U000000)([0-7][0-9a-fA-F])/g

const isManifest = (apiVersion: Json | undefined, kind: Json | undefined): boolean =>
  typeof apiVersion === 'string' && typeof kind === 'string' && !OWN.test(apiVersion)

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readValue = ({ text, line }: Slice): Json | undefined | 'broken' => {
  try {
    return parseSlice(text, line)?.value
  } catch (error) {
    if (error instanceof InputError) return 'broken'
    throw error
  }
}

const contentOf = (slice: Slice): Content => {
  const { text } = slice
  const isPlain = text.includes('apiVersion') && text.includes('kind')
  if (!isPlain && !MAY_HIDE_KEYS.test(text)) return 'other'
  const head = scanHead(text)
  if (head !== undefined && !text.includes('{{')) return isManifest(head.apiVersion, head.kind) ? 'manifests' : 'other'
  const value = readValue(slice)
  if (value !== 'broken') return isObject(value) && isManifest(value.apiVersion, value.kind) ? 'manifests' : 'other'
  if (isPlain && text.includes('{{')) return 'template'
  const readable = isPlain
    ? text
    : text.replace(ESCAPE, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  if (SAYS_VERSION.test(readable) && SAYS_KIND.test(readable)) return 'manifests'
  const saysBoth = readable.includes('apiVersion') && readable.includes('kind')
  return saysBoth && HIDDEN_KEY.test(text) ? 'manifests' : 'other'
}

/** Returns the line of the first document in a file that holds a whole object. */
export const firstObjectLine = (text: string): number | undefined =>
  splitStream(text).find((slice) => slice.hasContent && contentOf(slice) === 'manifests')?.line

/**
 * Classifies a file by its documents. A document with apiVersion and kind makes it manifests; a document with `{{` that is
 * not valid YAML makes the whole file a template. Invalid YAML with apiVersion and kind counts as manifests, so that it
 * is refused and not skipped.
 */
export const readContent = (text: string): Content => {
  let found: Content = 'other'
  for (const slice of splitStream(text)) {
    const content = slice.hasContent ? contentOf(slice) : 'other'
    if (content === 'template') return 'template'
    if (content === 'manifests') found = content
    if (found === 'manifests' && !text.includes('{{')) return found
  }
  return found
}
