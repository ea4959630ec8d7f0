import { COLUMNS, type Paint, shortenMiddle, wrap } from '../format.ts'

/** The words of verdicts and levels, and how each looks on a terminal: what is done, open, unknown or dangerous. */
const COLORS: readonly [words: RegExp, style: keyof Paint][] = [
  [/\b\d+ (?:changed|would change|changes?)\b|\bcompliant\b|\brestricted\b/g, 'green'],
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

/** The least width of the titles and places together; if less is left beside the verdicts, these are below the title. */
const LEAST_NAMES = 36

const widest = (texts: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...texts.map((text) => text.length)))

const stackRow = ({ title, place, verdicts }: Row, columns: number, style: Paint): string[] => [
  `  ${shortenMiddle(title, columns - 2)}`,
  `    ${style.dim(shortenMiddle(place, columns - 4))}`,
  ...wrap(verdicts, columns - 4).map((line) => `    ${paintVerdicts(line, style)}`),
]

/**
 * Lays out a line for each row, in aligned columns. Where a terminal is too narrow for that, each row takes several lines.
 * @param columns the width of the terminal; without it, no name is shortened more than usual
 */
export const layOutRows = (rows: readonly Row[], style: Paint, columns = Number.POSITIVE_INFINITY): string[] => {
  const left =
    columns -
    GAPS -
    widest(
      rows.map(({ verdicts }) => verdicts),
      columns,
    )
  if (left < LEAST_NAMES) return rows.flatMap((row) => stackRow(row, columns, style))
  const places = widest(
    rows.map(({ place }) => place),
    Math.min(MOST_PLACE, Math.floor(left / 3)),
  )
  const titles = widest(
    rows.map(({ title }) => title),
    Math.min(MOST_TITLE, left - places),
  )
  return rows.map(({ title, place, verdicts }) => {
    const shownPlace = shortenMiddle(place, places).padEnd(places)
    return `  ${shortenMiddle(title, titles).padEnd(titles)}  ${style.dim(shownPlace)}  ${paintVerdicts(verdicts, style)}`
  })
}

/** Wraps a text to lines that are indented, the second and later ones more. */
export const layOutText = (text: string, columns = COLUMNS): string[] =>
  wrap(text, Math.min(columns, COLUMNS) - 4).map((line, i) => `  ${i === 0 ? '' : '  '}${line}`)
