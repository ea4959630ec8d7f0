import { groupOf, podShapes } from '../../../src/kube/kinds/kinds.ts'
import { objectsOf } from '../../../src/kube/pod/locate.ts'
import { asList, asObject, isObject } from '../../../src/kube/pod/pod.ts'
import type { InputObject, Json } from '../../../src/model.ts'
import { valueAt } from '../../../src/pointer.ts'
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

/** The groups of the workloads that the API server refuses if they have no image, and in `apps` no selector. */
const GROUPS = ['', 'apps', 'batch']

/**
 * Whether the API server refuses an object as incomplete: a workload without a selector, or a container without an image. A
 * patch is not an item of a List.
 */
const isIncomplete = ({ resource, value, at }: InputObject): boolean => {
  if (at.pointer !== '') return false
  const group = groupOf(resource.apiVersion)
  const shapes = GROUPS.includes(group) ? podShapes(resource.apiVersion, resource.kind) : undefined
  if (shapes === undefined) return false
  if (group === 'apps' && asObject(value.spec).selector === undefined) return true
  return shapes.some(({ spec }) => {
    const containers = asList(asObject(valueAt(value, spec)).containers)
    return containers.some((container) => isObject(container) && container.image === undefined)
  })
}

/**
 * Whether a file looks like a patch for Kustomize: it holds only workloads that the API server refuses as incomplete. The
 * search stops at the first complete object.
 */
export const isPatch = (text: string): boolean => {
  let found = false
  for (const { text: document, line, hasContent } of splitStream(text)) {
    if (!hasContent) continue
    try {
      const objects = objectsOf(parseSlice(document, line)?.value ?? null, 0)
      if (!objects.every(isIncomplete)) return false
      found ||= objects.length > 0
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return false
    }
  }
  return found
}
