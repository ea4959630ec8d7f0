import type { Json, JsonObject } from '../model.ts'

const SPACE = 32

/** No entry is indented deeper. */
const DEEPEST = 20

const KEY = /^[A-Za-z]+$/

/** Plain text, if it is no number and not one of `OTHER_VALUES`. */
const TEXT = /^(?!\.\.\.)[\w./][\w./+@:-]*(?<!:)$/

const OTHER_VALUES: ReadonlySet<string> = new Set(['null', 'true', 'false', '.inf', '.nan'])

const OTHER_LAYOUT = new Error('another layout')

/** Reads text in double quotes as JSON, which YAML contains. */
const readQuoted = (text: string): string => {
  try {
    return JSON.parse(text)
  } catch {
    throw OTHER_LAYOUT
  }
}

const readScalar = (text: string): Json => {
  if (text.startsWith('"')) return readQuoted(text)
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === '{}') return {}
  const number = Number(text)
  if (Number.isSafeInteger(number) && String(number) === text) return number
  if (!Number.isNaN(number) || !TEXT.test(text) || OTHER_VALUES.has(text.toLowerCase())) throw OTHER_LAYOUT
  return text
}

/** Reads lines by their indentation. It has few regular expressions, since compiling one takes as long as 20 lines. */
class LayoutReader {
  readonly #lines: readonly string[]
  #at = 0

  constructor(lines: readonly string[]) {
    this.#lines = lines
  }

  /** @param indent the column where the text of the first line starts */
  read(indent: number): Json {
    const value = this.#block(indent)
    if (this.#at < this.#lines.length) throw OTHER_LAYOUT
    return value
  }

  /** Whether the text of the current line starts at a column. */
  #isAt(indent: number): boolean {
    const line = this.#lines[this.#at]
    if (line === undefined || line.charCodeAt(indent) === SPACE) return false
    for (let at = 0; at < indent; at++) if (line.charCodeAt(at) !== SPACE) return false
    return line.length > indent
  }

  #isItem(indent: number): boolean {
    return this.#lines[this.#at]?.startsWith('- ', indent) === true
  }

  #block(indent: number): Json {
    if (indent > DEEPEST || !this.#isAt(indent)) throw OTHER_LAYOUT
    return this.#isItem(indent) ? this.#list(indent) : this.#mapping(indent)
  }

  #list(indent: number): Json[] {
    const items: Json[] = []
    do {
      const text = (this.#lines[this.#at] as string).slice(indent + 2)
      if (!text.startsWith('"') && (text.includes(': ') || text.endsWith(':'))) items.push(this.#mapping(indent + 2))
      else {
        items.push(readScalar(text))
        this.#at++
      }
    } while (this.#isAt(indent) && this.#isItem(indent))
    return items
  }

  /** @param indent the column of the keys; the first one may be behind a dash */
  #mapping(indent: number): JsonObject {
    const object: JsonObject = {}
    do {
      const line = this.#lines[this.#at] as string
      const colon = line.indexOf(':', indent)
      const key = line.slice(indent, colon)
      if (!KEY.test(key) || Object.hasOwn(object, key)) throw OTHER_LAYOUT
      this.#at++
      if (colon === line.length - 1) object[key] = this.#block(indent + 2)
      else if (line.charCodeAt(colon + 1) === SPACE) object[key] = readScalar(line.slice(colon + 2))
      else throw OTHER_LAYOUT
    } while (this.#isAt(indent) && !this.#isItem(indent))
    return object
  }
}

/**
 * Reads lines in the layout that `casehard images lock` writes: one key or item a line, two columns for each level.
 * Undefined for all else, which the YAML parsers must read.
 *
 * It exists for speed: `parseSlice` takes three times as long, for a small chart a third of what a lock file may cost.
 * lock-layout.test.ts compares it with `readConfigFile`.
 * @param indent the column where the text of the first line starts
 */
export const readLayout = (lines: readonly string[], indent: number): Json | undefined => {
  try {
    return new LayoutReader(lines).read(indent)
  } catch (error) {
    if (error === OTHER_LAYOUT) return undefined
    throw error
  }
}
