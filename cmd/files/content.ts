import type { Json } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { scanHead } from '../../src/yaml/scan.ts'
import { type Slice, splitStream } from '../../src/yaml/split.ts'

/** The content of a YAML or JSON file: manifests, an unrendered template, or neither. */
export type Content = 'manifests' | 'template' | 'other'

/** casehard's own configurations and reports have apiVersion and kind too. */
const OWN = /^casehard\.dev\//

/** Match apiVersion and kind in the text of a document that cannot be parsed. */
const SAYS_VERSION = /(?:^|[{,])\s*["']?apiVersion["']?\s*:/m
const SAYS_KIND = /(?:^|[{,])\s*["']?kind["']?\s*:/m

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
  if (!text.includes('apiVersion') || !text.includes('kind')) return 'other'
  const head = scanHead(text)
  if (head !== undefined && !text.includes('{{')) return isManifest(head.apiVersion, head.kind) ? 'manifests' : 'other'
  const value = readValue(slice)
  if (value !== 'broken') return isObject(value) && isManifest(value.apiVersion, value.kind) ? 'manifests' : 'other'
  if (text.includes('{{')) return 'template'
  return SAYS_VERSION.test(text) && SAYS_KIND.test(text) ? 'manifests' : 'other'
}

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
