import type { Edit } from '../../src/model.ts'

/** A part of a text and what it became: offsets in UTF-16 units, each end exclusive. */
export interface Difference {
  fromA: number
  toA: number
  fromB: number
  toB: number
}

/** A carriage return that ends a line alone, which the editor counts as a line and YAML does not. */
const LONE_RETURN = /\r(?!\n)/

/** Returns a text as the editor counts its characters: each line break is one. */
const inEditor = (text: string): string => text.replaceAll('\r\n', '\n')

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
  // A column behind a carriage return is the end of its line here.
  const offset = (line: number, column: number) =>
    Math.min((starts[line - 1] ?? before.length) + column - 1, (starts[line] ?? before.length + 1) - 1)
  const all = edits.map((edit) => ({
    from: offset(edit.line, edit.column),
    to: offset(edit.endLine, edit.endColumn),
    text: inEditor(edit.text),
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
 * Returns the differences that edits make, without a comparison of the texts, which takes long for large ones. A line break
 * counts as one character.
 * @returns undefined if the edits do not lead to the text, or a carriage return is no part of a line break
 */
export const differencesOf = (from: string, to: string, edits: readonly Edit[]): Difference[] | undefined => {
  if (LONE_RETURN.test(from) || LONE_RETURN.test(to)) return undefined
  const [before, after] = [inEditor(from), inEditor(to)]
  const found: Difference[] = []
  let text = ''
  let place = 0
  for (const { from: start, to: end, text: added } of toReplacements(before, edits).map((one) =>
    toWholeLines(before, one),
  )) {
    text += before.slice(place, start)
    found.push({ fromA: start, toA: end, fromB: text.length, toB: text.length + added.length })
    text += added
    place = end
  }
  text += before.slice(place)
  if (!after.startsWith(text)) return undefined
  // Objects that `generate` adds are behind all others.
  if (after.length > text.length)
    found.push({ fromA: before.length, toA: before.length, fromB: text.length, toB: after.length })
  return found
}
