import { printable } from '../../lib/printable.ts'

/** The width at which lines are wrapped; a longer word is not broken. */
export const COLUMNS = 110

/** Functions that style text for a terminal, or leave it as it is. */
export interface Paint {
  bold(text: string): string
  green(text: string): string
  yellow(text: string): string
  dim(text: string): string
}

/** Returns styles as ANSI sequences if `color` is set. */
export const paint = (color: boolean): Paint => {
  const style = (open: number, close: number) => (text: string) =>
    color ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return { bold: style(1, 22), green: style(32, 39), yellow: style(33, 39), dim: style(2, 22) }
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

/** Lays out items as aligned lines; control characters in them are escaped. */
export const layOutItems = (items: readonly Item[], style: Paint): string[] => {
  const width = Math.max(0, ...items.map(({ subject }) => printable(subject).length))
  const indent = ' '.repeat(width + 6)
  return items.flatMap(({ sign, subject, text }) => {
    const [first, ...more] = wrap(printable(text), COLUMNS - indent.length)
    const head = `  ${style[SIGNS[sign]](sign)} ${printable(subject).padEnd(width)}  ${first}`
    return [head, ...more.map((line) => `${indent}${line}`)]
  })
}
