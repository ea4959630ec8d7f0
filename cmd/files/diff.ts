import { isAbsolute, relative, sep } from 'node:path'
import { printable, printableLines } from '../../src/lib/printable.ts'
import type { Edit } from '../../src/model.ts'

/** Number of context lines, the default of diff and git. */
const CONTEXT = 3

/** A line of a diff; the text of `same`, `removed` and `added` includes its line ending, if it has one. */
export interface DiffLine {
  kind: 'file' | 'hunk' | 'same' | 'removed' | 'added'
  text: string
}

/** Adjacent lines that are replaced; `start` is counted from 0. */
interface Region {
  start: number
  removed: string[]
  added: string[]
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? []

const inOrder = (edits: readonly Edit[]): Edit[] =>
  [...edits].sort((a, b) => a.line - b.line || a.column - b.column || (a.order ?? 1) - (b.order ?? 1))

/** Groups edits that share lines. */
const groupByLines = (edits: readonly Edit[]): Edit[][] => {
  const groups: Edit[][] = []
  let end = 0
  for (const edit of inOrder(edits)) {
    if (groups.length === 0 || edit.line > end) groups.push([])
    groups.at(-1)?.push(edit)
    end = Math.max(end, edit.endLine)
  }
  return groups
}

/** Removes equal lines at the start and the end. */
const trim = ({ start, removed, added }: Region): Region => {
  const shorter = Math.min(removed.length, added.length)
  let above = 0
  while (above < shorter && removed[above] === added[above]) above++
  let below = 0
  while (below < shorter - above && removed.at(-1 - below) === added.at(-1 - below)) below++
  return {
    start: start + above,
    removed: removed.slice(above, removed.length - below),
    added: added.slice(above, added.length - below),
  }
}

/** Returns the lines of a group of edits, before and after. */
const regionOf = (lines: readonly string[], group: readonly Edit[]): Region => {
  const start = (group[0] as Edit).line - 1
  const removed = lines.slice(
    start,
    group.reduce((last, { endLine }) => Math.max(last, endLine), 0),
  )
  const starts = [0]
  for (const line of removed) starts.push((starts.at(-1) as number) + line.length)
  const offset = (line: number, column: number): number => (starts[line - 1 - start] as number) + column - 1
  const text = removed.join('')
  let added = ''
  let at = 0
  for (const edit of group) {
    added += text.slice(at, offset(edit.line, edit.column)) + edit.text
    at = offset(edit.endLine, edit.endColumn)
  }
  return trim({ start, removed, added: linesOf(added + text.slice(at)) })
}

/** Formats a range, e.g. `12,3`: the first line, counted from 1, and the number of lines; if 0, the line above. */
const range = (start: number, count: number): string => {
  if (count === 1) return `${start + 1}`
  return `${count === 0 ? start : start + 1},${count}`
}

const hunkOf = (lines: readonly string[], regions: readonly Region[], shift: number): DiffLine[] => {
  const from = Math.max(0, (regions[0] as Region).start - CONTEXT)
  const body: DiffLine[] = []
  let at = from
  const same = (to: number) => {
    for (const text of lines.slice(at, to)) body.push({ kind: 'same', text })
  }
  for (const { start, removed, added } of regions) {
    same(start)
    for (const text of removed) body.push({ kind: 'removed', text })
    for (const text of added) body.push({ kind: 'added', text })
    at = start + removed.length
  }
  same(at + CONTEXT)
  const count = (other: DiffLine['kind']): number => body.filter(({ kind }) => kind !== other).length
  const text = `@@ -${range(from, count('added'))} +${range(from + shift, count('removed'))} @@\n`
  return [{ kind: 'hunk', text }, ...body]
}

/** Groups regions whose context lines would overlap. */
const groupByNearness = (regions: readonly Region[]): Region[][] => {
  const groups: Region[][] = []
  for (const region of regions) {
    const last = groups.at(-1)?.at(-1)
    if (last !== undefined && region.start - last.start - last.removed.length <= 2 * CONTEXT)
      groups.at(-1)?.push(region)
    else groups.push([region])
  }
  return groups
}

/** Returns the hunks of a unified diff between a text and its edited version. */
export const diffHunks = (text: string, edits: readonly Edit[]): DiffLine[] => {
  const lines = linesOf(text)
  const regions = groupByLines(edits)
    .map((group) => regionOf(lines, group))
    .filter(({ removed, added }) => removed.length + added.length > 0)
  let shift = 0
  return groupByNearness(regions).flatMap((group) => {
    const hunk = hunkOf(lines, group, shift)
    shift += group.reduce((sum, { removed, added }) => sum + added.length - removed.length, 0)
    return hunk
  })
}

const SIGNS = { same: ' ', removed: '-', added: '+' } as const
const COLORS = { file: 1, hunk: 36, same: 0, removed: 31, added: 32 } as const
const NO_NEWLINE = '\\ No newline at end of file\n'

const ESCAPES: Record<string, string> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' }

const octal = (char: string): string =>
  [...Buffer.from(char)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')

/** Quotes a file name for the heading of a diff as git and patch expect, if necessary. */
const quote = (name: string): string => {
  const quoted = name.replace(/[\p{Cc}"\\]/gu, (char) => ESCAPES[char] ?? octal(char))
  if (quoted !== name) return `"${quoted}"`
  // Without the tab, patch would treat the text after a space as a date.
  return name.includes(' ') ? `${name}\t` : name
}

/**
 * Returns the heading of a file's diff. Names are relative to the working directory, for `git apply` and `patch -p1`; names
 * of files outside of it are relative to the root.
 */
export const diffHeading = (path: string, cwd: string): DiffLine[] => {
  const below = relative(cwd, path)
  const inside = below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below)
  const name = (inside ? below : path.replace(/^(?:[A-Za-z]:)?[\\/]/, '')).split(sep).join('/')
  return [
    { kind: 'file', text: `--- ${quote(`a/${name}`)}\n` },
    { kind: 'file', text: `+++ ${quote(`b/${name}`)}\n` },
  ]
}

const plain = ({ kind, text }: DiffLine): string => {
  if (kind === 'file' || kind === 'hunk') return text
  return `${SIGNS[kind]}${text}${text.endsWith('\n') ? '' : `\n${NO_NEWLINE}`}`
}

/** Formats a line for a terminal, with control characters escaped, except tabs. */
const shown = (line: DiffLine, color: boolean): string => {
  const parts = printableLines(plain(line).replaceAll('\r\n', '\n')).split('\n')
  const harmless = parts.map((part) => part.split('\t').map(printable).join('\t'))
  const style = color ? COLORS[line.kind] : 0
  return harmless.map((part) => (part === '' || style === 0 ? part : `\u001b[${style}m${part}\u001b[m`)).join('\n')
}

/**
 * Formats a diff.
 * @param terminal escapes control characters and may add colour; absent if the output is for programs
 */
export const diffText = (lines: readonly DiffLine[], terminal?: { color: boolean }): string =>
  lines.map((line) => (terminal === undefined ? plain(line) : shown(line, terminal.color))).join('')
