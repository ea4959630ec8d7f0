import { scalarValue } from './scalar.ts'

/** The two top-level fields that identify the kind of a document. */
export interface Head {
  apiVersion: string
  kind: string
}

const ENTRY = /^(?:([\w.$/-]+)|"([\w.$/ -]+)"|'([\w.$/ -]+)')[ \t]*:(?:[ \t]+(.*))?$/
const WORD = /^(?:"([\w./-]+)"|'([\w./-]+)'|([A-Za-z][\w./-]*))(?:[ \t]+#.*)?[ \t]*$/
/** Reports whether a text has line breaks that only YAML 1.1 knows: Kubernetes would read a key after one. */
const hasYaml11Break = (text: string): boolean =>
  text.includes('\x85') ||
  text.includes('\u2028') ||
  text.includes('\u2029') ||
  (text.includes('\r') && /\r(?!\n)/.test(text))

const MARKER = /^---[ \t]*(?:#.*)?$/

const CONTINUATION = /(?:\n[ \t]*(?:#.*)?\r?)*\n[ \t]+[^ \t\r\n#]/y

/** Reports whether indented text follows below, which may belong to the value. */
const continuesBelow = (text: string, end: number): boolean => {
  CONTINUATION.lastIndex = end
  return CONTINUATION.test(text)
}

/**
 * Reads `apiVersion` and `kind` of a block mapping from the lines without indentation, without parsing the document.
 * Undefined if the document has to be parsed: a key is missing or repeated, a value is not a plain word, or such a line
 * is neither a simple entry, nor a list item below one, nor a comment.
 */
export const scanHead = (text: string): Head | undefined => {
  if (hasYaml11Break(text)) return undefined
  const found: { apiVersion?: string; kind?: string } = {}
  let entries = 0
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    const first = text.charCodeAt(at)
    const indented = first === 0x20 || first === 0x0a || first === 0x0d
    if (indented ? entries === 0 && text.slice(at, end).trim() !== '' : first !== 0x23) {
      const line = text.slice(at, text[end - 1] === '\r' ? end - 1 : end)
      if (indented) return undefined
      const entry = ENTRY.exec(line)
      const listItem = entries > 0 && (line.startsWith('- ') || line === '-')
      if (entry === null && !listItem && !MARKER.test(line)) return undefined
      if (entry !== null) {
        entries++
        const key = entry[1] ?? entry[2] ?? entry[3]
        if (key === 'kind' || key === 'apiVersion') {
          const word = WORD.exec(entry[4] ?? '')
          const value = word?.[1] ?? word?.[2] ?? word?.[3]
          if (value === undefined || found[key] !== undefined || continuesBelow(text, end)) return undefined
          if (word?.[3] !== undefined && scalarValue(value, true) !== value) return undefined
          found[key] = value
        }
      }
    }
    at = end + 1
  }
  const { apiVersion, kind } = found
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind }
}
