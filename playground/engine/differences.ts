import type { Edit } from '../../src/model.ts'

/** A part of a text and what it became: offsets in UTF-16 units, each end exclusive. */
export interface Difference {
  fromA: number
  toA: number
  fromB: number
  toB: number
}

/** Returns the offset of each line's start. */
const lineStarts = (text: string): number[] => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

interface Replacement {
  from: number
  to: number
  text: string
}

/** Edits as replacements in the order of the text; several at one place become one. */
const toReplacements = (before: string, edits: readonly Edit[]): Replacement[] => {
  const starts = lineStarts(before)
  const found: Replacement[] = []
  const offset = (line: number, column: number) => (starts[line - 1] ?? before.length) + column - 1
  const all = edits.map((edit) => ({
    from: offset(edit.line, edit.column),
    to: offset(edit.endLine, edit.endColumn),
    text: edit.text,
    order: edit.order ?? 1,
  }))
  for (const next of all.sort((a, b) => a.from - b.from || a.order - b.order)) {
    const last = found.at(-1)
    if (last !== undefined && last.to >= next.from) {
      last.to = Math.max(last.to, next.to)
      last.text += next.text
    } else found.push({ from: next.from, to: next.to, text: next.text })
  }
  return found
}

/** Moves an insertion behind a line break that it starts with, if the text has one there too, so that it is whole lines. */
const toWholeLines = (before: string, one: Replacement): Replacement =>
  one.from === one.to && one.text.startsWith('\n') && before[one.from] === '\n'
    ? { from: one.from + 1, to: one.to + 1, text: `${one.text.slice(1)}\n` }
    : one

/**
 * Returns the differences that edits make, without a comparison of the texts, which takes long for large ones.
 * @returns undefined if the edits do not lead to the text, e.g. because its lines end with CRLF
 */
export const differencesOf = (before: string, after: string, edits: readonly Edit[]): Difference[] | undefined => {
  if (before.includes('\r') || after.includes('\r')) return undefined
  const found: Difference[] = []
  let text = ''
  let place = 0
  for (const { from, to, text: added } of toReplacements(before, edits).map((one) => toWholeLines(before, one))) {
    text += before.slice(place, from)
    found.push({ fromA: from, toA: to, fromB: text.length, toB: text.length + added.length })
    text += added
    place = to
  }
  text += before.slice(place)
  if (!after.startsWith(text)) return undefined
  // Objects that `generate` adds are behind all others.
  if (after.length > text.length)
    found.push({ fromA: before.length, toA: before.length, fromB: text.length, toB: after.length })
  return found
}
