import type { Json } from '../../src/model.ts'
import { InputError } from '../../src/yaml/errors.ts'
import { parseSlice } from '../../src/yaml/parse.ts'
import { scanHead } from '../../src/yaml/scan.ts'
import { type Slice, splitStream } from '../../src/yaml/split.ts'

/** What a YAML or JSON file is: manifests, a template that was not rendered, or neither. */
export type Content = 'manifests' | 'template' | 'other'

/** Our own configurations and reports have a kind, too. */
const OWN = /^casehard\.dev\//

/** Where the text of a document that can not be parsed says what it is, on a line of its own or within braces. */
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
 * Tells what a file is from its documents: one with apiVersion and kind makes it manifests, and one with `{{` that is no
 * YAML makes the whole file a template. What is broken and says apiVersion and kind counts as manifests, so that whoever
 * reads them has to refuse it.
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
