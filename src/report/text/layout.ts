import { printable } from '../../lib/printable.ts'

/** Columns that lines of text are broken at; a word that is longer stays whole. */
export const COLUMNS = 110

/** Styles for a terminal, or the same functions without any effect. */
export interface Paint {
  bold(text: string): string
  green(text: string): string
  yellow(text: string): string
  dim(text: string): string
}

/** Styles by ANSI sequences where `color` is set. */
export const paint = (color: boolean): Paint => {
  const style = (open: number, close: number) => (text: string) =>
    color ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return { bold: style(1, 22), green: style(32, 39), yellow: style(33, 39), dim: style(2, 22) }
}

/** Breaks a text at blanks, so that no line is longer than `width` if that can be. */
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

/** One thing to say: a sign for what it is, what it is about, and the text, broken into lines below itself. */
export interface Item {
  sign: '+' | '!' | '-' | '=' | 'i'
  subject: string
  text: string
}

const SIGNS = { '+': 'green', '!': 'yellow', '-': 'yellow', '=': 'green', i: 'dim' } as const

/** Items as aligned lines; nothing in them can act upon a terminal. */
export const layItems = (items: readonly Item[], style: Paint): string[] => {
  const width = Math.max(0, ...items.map(({ subject }) => printable(subject).length))
  const indent = ' '.repeat(width + 6)
  return items.flatMap(({ sign, subject, text }) => {
    const [first, ...more] = wrap(printable(text), COLUMNS - indent.length)
    const head = `  ${style[SIGNS[sign]](sign)} ${printable(subject).padEnd(width)}  ${first}`
    return [head, ...more.map((line) => `${indent}${line}`)]
  })
}
