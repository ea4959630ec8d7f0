import { printable } from '../../lib/printable.ts'

/** Words of letters, digits and harmless marks, in which no renderer sees more than text. */
const PLAIN = /^[\p{L}\p{N}.,;:!?'"()/=+%-]+$/u
/** What is made of letters and harmless marks and yet becomes a link, a reference, a symbol or a picture. */
const LINKED = /:\/\/|www\.|^[("']*[0-9a-f]{7,}\b|[A-Za-z]-\d|:[\w+-]+:/i

/** A text as a code span for a cell of a table, so that nothing in it is markup, a mention or a link. */
const codeSpan = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`
}

/** The start of a text, in so many characters. */
export const shorten = (text: string, most: number): string => {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

/**
 * A text for a cell of a table in GitHub's Markdown: words in which a renderer could see anything but text stand as
 * code, where there is no markup, no mention and no link; cut after so many characters.
 */
export const markdownText = (text: string, most = 600): string => {
  const parts: { code: boolean; words: string[] }[] = []
  for (const word of printable(shorten(text, most)).split(' ')) {
    if (word === '') continue
    const code = !PLAIN.test(word) || LINKED.test(word)
    const last = parts.at(-1)
    if (last?.code === code) last.words.push(word)
    else parts.push({ code, words: [word] })
  }
  return parts.map(({ code, words }) => (code ? codeSpan(words.join(' ')) : words.join(' '))).join(' ')
}

/** A text within an element of HTML, or an attribute of it. */
export const htmlText = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
