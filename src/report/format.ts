import { printable } from '../lib/printable.ts'
import type { Cause, DocumentRef, Held, Report, ReportedEvidence } from '../model.ts'
import { stepsOf } from '../pointer.ts'

/** Formats a place in the input as `file:line`. */
export const formatPlace = (document: DocumentRef, line: number): string =>
  printable(`${document.file ?? 'stdin'}:${line}`)

/** Formats evidence with its place on one line. */
export const formatEvidence = ({ source, text, line, file }: ReportedEvidence, document: DocumentRef): string => {
  const place = line === undefined ? source : formatPlace(file === undefined ? document : { ...document, file }, line)
  return `${place}: ${printable(text)}`
}

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/**
 * Formats a JSON Pointer as the results of KRM functions write a field, e.g. `spec.containers[0].image`; a key with a dot
 * or a slash is in brackets, as in messages of the API server: `metadata.annotations[example.com/key]`.
 */
export const formatFieldPath = (pointer: string): string =>
  stepsOf(pointer)
    .map((step, i) => (PLAIN_KEY.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${step}]`))
    .join('')

/** The severity of an entry of a report. */
export type Severity = 'error' | 'warning' | 'info'

/** Causes that the configuration intends. */
const INTENDED: readonly Cause[] = ['stance', 'exemption']

/**
 * Reports whether somebody has to act on a held change: not if the configuration intends it, or if the input shows that
 * the field is right as it is.
 */
export const needsAction = ({ cause, expected }: Pick<Held, 'cause' | 'expected'>): boolean =>
  expected !== true && !INTENDED.includes(cause)

/**
 * Reports whether a held change is a fault of the manifest on which somebody has to act. What is held because an image is
 * unknown is not: facts about the image settle it.
 */
export const isFault = (held: Pick<Held, 'cause' | 'expected'>): boolean =>
  needsAction(held) && held.cause !== 'unknown'

/** Returns the severity of a held change. */
export const severityOf = (held: Pick<Held, 'cause' | 'expected'>): Severity => (isFault(held) ? 'warning' : 'info')

/** Returns the verdict on changes: those of a check are not made. */
export const verbOf = ({ check }: Pick<Report, 'check'>): string => (check ? 'would change' : 'changed')

/** Two ways to set a stance. */
export interface StanceOption {
  /** The flag of a profile that differs from the present one only in stance, if there is one. */
  flag?: string
  /** The line of the configuration, and its file. */
  setting: string
}

/** A hint names at most this many controls. */
const MOST_CONTROLS = 4

/**
 * Formats how to set another stance than that of the profile of a run. Only `restricted` has sibling profiles that differ
 * in stance alone; for any other profile they would turn other controls on and off as well.
 * @param controls ids of the controls
 */
export const formatStanceOption = (
  stance: 'cautious' | 'enforce',
  profile: string,
  controls: readonly string[],
): StanceOption => {
  const more = controls.length - MOST_CONTROLS
  const settings = controls.slice(0, MOST_CONTROLS).map((control) => `${control}: ${stance}`)
  const list = `${settings.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return {
    ...(profile === 'restricted' ? { flag: `--profile ${stance === 'enforce' ? 'strict' : stance}` } : {}),
    setting: `${list} in casehard.yaml`,
  }
}

/** The width at which lines are wrapped; a longer word is not broken. */
export const COLUMNS = 110

/** Functions that style text for a terminal, or leave it as it is. */
export interface Paint {
  bold(text: string): string
  green(text: string): string
  yellow(text: string): string
  red(text: string): string
  magenta(text: string): string
  dim(text: string): string
}

/** Returns styles as ANSI sequences if `color` is set. */
export const paint = (color: boolean): Paint => {
  const style = (open: number, close: number) => (text: string) =>
    color ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return {
    bold: style(1, 22),
    green: style(32, 39),
    yellow: style(33, 39),
    red: style(31, 39),
    magenta: style(35, 39),
    dim: style(2, 22),
  }
}

/** Wraps a text at spaces to lines of at most `width` columns, except for longer words. */
export const wrap = (text: string, width: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Shortens a text in its middle to at most so many characters; names often differ at their ends. */
export const shortenMiddle = (text: string, most: number): string => {
  const characters = [...text]
  if (characters.length <= most) return text
  const head = Math.ceil((most - 3) / 2)
  return `${characters.slice(0, head).join('')}...${characters.slice(head + 3 - most).join('')}`
}

/** An item of a list: a sign for its kind, its subject, and its text, which is wrapped below itself. */
export interface Item {
  sign: '+' | '!' | '-' | '=' | 'i'
  subject: string
  text: string
}

const SIGNS = { '+': 'green', '!': 'yellow', '-': 'yellow', '=': 'green', i: 'dim' } as const

/** The least width of the column of texts; if less is left, each text is below its subject. */
const LEAST_TEXT = 26

const stackItem = ({ sign, subject, text }: Item, style: Paint, columns: number): string[] => [
  `  ${style[SIGNS[sign]](sign)} ${printable(subject)}`,
  ...wrap(printable(text), columns - 4).map((line) => `    ${line}`),
]

/** Lays out items as aligned lines; control characters in them are escaped. */
export const layOutItems = (items: readonly Item[], style: Paint, columns = COLUMNS): string[] => {
  const width = Math.max(0, ...items.map(({ subject }) => printable(subject).length))
  if (columns < width + LEAST_TEXT) return items.flatMap((item) => stackItem(item, style, columns))
  const indent = ' '.repeat(width + 6)
  return items.flatMap(({ sign, subject, text }) => {
    const [first, ...more] = wrap(printable(text), columns - indent.length)
    const head = `  ${style[SIGNS[sign]](sign)} ${printable(subject).padEnd(width)}  ${first}`
    return [head, ...more.map((line) => `${indent}${line}`)]
  })
}
