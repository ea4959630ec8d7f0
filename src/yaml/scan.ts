import { scalarValue } from './scalar.ts'

/** What a look at the lines of a slice tells of its top level, without parsing. */
export interface Head {
  apiVersion: string
  kind: string
}

const ENTRY = /^(?:([\w.$/-]+)|"([\w.$/ -]+)"|'([\w.$/ -]+)')[ \t]*:(?:[ \t]+(.*))?$/
const WORD = /^(?:"([\w./-]+)"|'([\w./-]+)'|([A-Za-z][\w./-]*))(?:[ \t]+#.*)?[ \t]*$/
/** Whether there are line breaks that Kubernetes' reader sees and an editor does not: they could hide a key. */
const hasOddBreak = (text: string): boolean =>
  text.includes('\x85') ||
  text.includes('\u2028') ||
  text.includes('\u2029') ||
  (text.includes('\r') && /\r(?!\n)/.test(text))

const MARKER = /^---[ \t]*(?:#.*)?$/

const CONTINUATION = /(?:\n[ \t]*(?:#.*)?\r?)*\n[ \t]+[^ \t\r\n#]/y

/** Whether text follows below that is indented, and so may belong to the value. */
const goesOn = (text: string, end: number): boolean => {
  CONTINUATION.lastIndex = end
  return CONTINUATION.test(text)
}

/**
 * Reads `apiVersion` and `kind` of a block mapping by the lines that start at its margin. Undefined where the scan
 * is not sure: a key that stands twice or not at all, a value that is no plain word, or anything at the margin that
 * is no simple entry, a list item below one, or a comment.
 */
export const scanHead = (text: string): Head | undefined => {
  if (hasOddBreak(text)) return undefined
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
          if (value === undefined || found[key] !== undefined || goesOn(text, end)) return undefined
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
