/** Returns the offset of the first character of each line. */
const lineStarts = (text: string): number[] => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Converts offsets of a text to lines and columns. Only LF ends a line, as in editors and in Kubernetes' splitter. */
export class LineIndex {
  readonly #text: string
  readonly #first: number
  #starts: readonly number[] | undefined

  /** @param first the line number of the text's first line */
  constructor(text: string, first = 1) {
    this.#text = text
    this.#first = first
  }

  /** Returns the line, counted from `first`, and the column, counted from 1 in UTF-16 units. */
  position(offset: number): { line: number; column: number } {
    const line = this.#find(offset)
    return { line: this.#first + line, column: offset - (this.#all()[line] as number) + 1 }
  }

  /** Returns what `lineStart` does, in a time that does not grow with the line. */
  start(offset: number): number {
    const start = this.#all()[this.#find(offset)] as number
    return start === 0 && this.#text.charCodeAt(0) === 0xfeff ? 1 : start
  }

  /** Returns what `lineEnd` does, in a time that does not grow with the line. */
  end(offset: number): number {
    const next = this.#all()[this.#find(offset) + 1]
    return next === undefined ? this.#text.length : endBefore(this.#text, next - 1, offset)
  }

  #all(): readonly number[] {
    // Built on first use: most documents never need a position.
    this.#starts ??= lineStarts(this.#text)
    return this.#starts
  }

  /** Returns the index of the line that contains an offset. */
  #find(offset: number): number {
    const starts = this.#all()
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Returns the end of a line before its LF at `at`, or CRLF if the offset is before both. */
const endBefore = (text: string, at: number, offset: number): number =>
  at > offset && text[at - 1] === '\r' ? at - 1 : at

/** Returns the end of the line that contains an offset, before its LF or CRLF. */
export const lineEnd = (text: string, offset: number): number => {
  const at = text.indexOf('\n', offset)
  return at < 0 ? text.length : endBefore(text, at, offset)
}

/** Returns the start of the line that contains an offset, after a BOM. */
export const lineStart = (text: string, offset: number): number => {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  return start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start
}

/** Returns the line ending used around an offset: that of the next line break, or of the last one before it. */
export const lineEndingAt = (text: string, offset: number): '\n' | '\r\n' => {
  const below = text.indexOf('\n', offset)
  const at = below >= 0 ? below : text.lastIndexOf('\n', offset)
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n'
}
