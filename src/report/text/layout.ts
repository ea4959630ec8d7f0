import { COLUMNS, type Paint, shortenMiddle, wrap } from '../format.ts'

/** The words of verdicts and levels, and how each looks on a terminal: what is done, open, unknown or dangerous. */
const COLORS: readonly [words: RegExp, style: keyof Paint][] = [
  [/\b\d+ (?:changed|would change|changes?)\b|(?:\b\d+ )?\bcompliant\b|\brestricted\b/g, 'green'],
  [/\b[1-9]\d* (?:unknown|assumed)\b/g, 'magenta'],
  [/\b[1-9]\d* (?:held|notices?|skipped)\b|\bskipped$|\bbaseline\b/g, 'yellow'],
  [/\bprivileged\b/g, 'red'],
  [/\b[1-9]\d* expected\b/g, 'dim'],
]

/** Colours the counts and levels in a text that contains no names from the input. */
export const paintVerdicts = (text: string, style: Paint): string =>
  COLORS.reduce((painted, [words, color]) => painted.replace(words, (word) => style[color](word)), text)

/** The words of one workload: its title, its place and its verdicts. */
export interface Row {
  title: string
  place: string
  verdicts: string
}

/** The widest columns of titles and places; longer ones are shortened in their middle. */
const MOST_TITLE = 48
const MOST_PLACE = 32

/** What is left of and between the three columns. */
const GAPS = 6

/** The least width of the titles and places together; if less is left beside the verdicts, these are below. */
const LEAST_NAMES = 36

const BETWEEN = /(?<=\d) (?=\p{L})| (?=->)|(?<=->) /gu

/** Wraps a text, but not between a number and what it counts, nor beside an arrow. */
export const wrapCounts = (text: string, width: number): string[] =>
  wrap(text.replace(BETWEEN, '\u00a0'), width).map((line) => line.replaceAll('\u00a0', ' '))

const widest = (texts: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...texts.map((text) => text.length)))

/** Lays out titles and places in two aligned columns of at most a width. */
const layOutNames = (rows: readonly Row[], width: number, style: Paint): string[] => {
  const places = widest(
    rows.map(({ place }) => place),
    Math.min(MOST_PLACE, Math.floor(width / 3)),
  )
  const titles = widest(
    rows.map(({ title }) => title),
    Math.min(MOST_TITLE, width - places),
  )
  return rows.map(({ title, place }) => {
    const shown = shortenMiddle(place, places)
    const padding = ' '.repeat(Math.max(0, places - shown.length))
    return `  ${shortenMiddle(title, titles).padEnd(titles)}  ${style.dim(shown)}${padding}`
  })
}

/**
 * Lays out a line for each row, in aligned columns. Where a terminal is too narrow for that, the verdicts are below.
 * @param columns the width of the terminal; without it, no name is shortened more than usual
 */
export const layOutRows = (rows: readonly Row[], style: Paint, columns = Number.POSITIVE_INFINITY): string[] => {
  const verdicts = rows.map((row) => row.verdicts)
  const left = columns - GAPS - widest(verdicts, columns)
  if (left >= LEAST_NAMES)
    return layOutNames(rows, left, style).map((names, i) => `${names}  ${paintVerdicts(verdicts[i] ?? '', style)}`)
  return layOutNames(rows, columns - 4, style).flatMap((names, i) => [
    names.trimEnd(),
    ...wrapCounts(verdicts[i] ?? '', columns - 4).map((line) => `    ${paintVerdicts(line, style)}`),
  ])
}

/** Wraps a text to lines that are indented, the second and later ones more. */
export const layOutText = (text: string, columns = COLUMNS): string[] =>
  wrap(text, Math.min(columns, COLUMNS) - 4).map((line, i) => `  ${i === 0 ? '' : '  '}${line}`)
