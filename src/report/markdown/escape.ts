import { printable } from '../../lib/printable.ts'

/** Words of letters, digits and punctuation that every renderer shows as text. */
const PLAIN = /^[\p{L}\p{N}.,;:!?'"()/=+%-]+$/u
/** Words of such characters that become a link, a reference or an emoji. */
const LINKED = /:\/\/|www\.|^[("']*[0-9a-f]{7,}\b|[A-Za-z]-\d|:[\w+-]+:/i

/** Formats a text as a code span for a cell of a table, so that nothing in it is markup, a mention or a link. */
const codeSpan = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${text.replaceAll('|', '\\|')}${pad}${fence}`
}

/** Shortens a text to at most so many characters. */
export const shorten = (text: string, most: number): string => {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

/**
 * Formats a text for a cell of a table in GitHub's Markdown, shortened. Words that a renderer might not show as text
 * become code spans, which contain no markup, no mentions and no links.
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

/** Escapes a text for elements and attributes of HTML. */
export const htmlText = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
