import { type Decision, keyOf } from './decisions.ts'
import type { Choices } from './run.ts'

/** The manifests, the options and the decisions that a link holds. */
export interface Shared extends Choices {
  text: string
  decisions: Decision[]
}

/** The longest fragment, in characters: browsers and chats cut off longer links. */
export const LONGEST_LINK = 32_000

/** The largest content of a link, in bytes: a short fragment can stand for gigabytes. */
const LARGEST_CONTENT = 1 << 20

const MOST_DECISIONS = 500

/** The start of a fragment, with the version of its format. */
const PREFIX = '#v1.'

const toBase64 = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))

/** Reads a stream up to a number of bytes. Throws a RangeError if there are more. */
const readAll = async (stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length
    if (size > most) {
      await reader.cancel()
      throw new RangeError('too large')
    }
    chunks.push(next.value)
  }
  const bytes = new Uint8Array(size)
  let place = 0
  for (const chunk of chunks) {
    bytes.set(chunk, place)
    place += chunk.length
  }
  return bytes
}

const through = (bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream, most: number) =>
  readAll(new Blob([bytes]).stream().pipeThrough(stream), most)

/** Returns the fragment of a link; undefined if it would be too long. */
export const writeLink = async (shared: Shared): Promise<string | undefined> => {
  const bytes = new TextEncoder().encode(JSON.stringify(shared))
  if (bytes.length > LARGEST_CONTENT) return undefined
  const packed = await through(bytes, new CompressionStream('deflate-raw'), LARGEST_CONTENT * 2)
  const link = PREFIX + toBase64(packed)
  return link.length > LONGEST_LINK ? undefined : link
}

type Fields = Record<string, unknown>

const isText = (value: unknown): value is string => typeof value === 'string'
const isOptional = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value)
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const hasOnly = (value: Fields, keys: readonly string[]): boolean =>
  Object.keys(value).every((key) => keys.includes(key))

const isTarget = (value: unknown): boolean =>
  isFields(value) &&
  hasOnly(value, ['kind', 'namespace', 'name', 'container']) &&
  [value.kind, value.name].every(isText) &&
  [value.namespace, value.container].every((one) => isOptional(one, isText))

const isId = (value: unknown): boolean => isText(value) && /^[a-z][a-z-]{0,63}$/.test(value)

const isDecision = (value: unknown): value is Decision => {
  if (!isFields(value)) return false
  const { type, control, match, reason, image, user, root, writable } = value
  if (type === 'image') {
    const isUser = (id: unknown) => Number.isInteger(id) && (id as number) > 0 && (id as number) < 2 ** 31
    const isList = Array.isArray(writable) && writable.every((path) => isText(path) && path.startsWith('/'))
    return isText(image) && isOptional(user, isUser) && isOptional(root, isText) && isList
  }
  if (type === 'exempt') return isId(control) && isTarget(match) && isText(reason)
  return (type === 'stance' || type === 'assume') && isId(control)
}

const isShared = (value: unknown): value is Shared =>
  isFields(value) &&
  hasOnly(value, ['text', 'profile', 'platform', 'generate', 'assume', 'decisions']) &&
  isText(value.text) &&
  isId(value.profile) &&
  [undefined, 'kubernetes', 'openshift'].includes(value.platform as undefined) &&
  [value.generate, value.assume].every((one) => one === undefined || one === true) &&
  Array.isArray(value.decisions) &&
  value.decisions.length <= MOST_DECISIONS &&
  value.decisions.every(isDecision) &&
  new Set(value.decisions.map(keyOf)).size === value.decisions.length

/**
 * Reads the fragment of a link, which anybody may have written.
 * @returns undefined if there is none, or why it is refused
 */
export const readLink = async (fragment: string): Promise<Shared | { refused: string } | undefined> => {
  if (fragment === '' || fragment === '#') return undefined
  if (!fragment.startsWith(PREFIX)) return { refused: 'it was not made by this playground' }
  if (fragment.length > LONGEST_LINK) return { refused: `it is longer than ${LONGEST_LINK} characters` }
  try {
    const packed = fromBase64(fragment.slice(PREFIX.length))
    const bytes = await through(packed, new DecompressionStream('deflate-raw'), LARGEST_CONTENT)
    const shared: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
    return isShared(shared) ? shared : { refused: 'it holds something other than manifests and options' }
  } catch (error) {
    return { refused: error instanceof RangeError ? 'it holds more than 1 MiB' : 'it is damaged' }
  }
}
