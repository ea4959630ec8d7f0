import { printable } from '../../lib/printable.ts'

/** A piece of HTML. Only `html` makes one, so that whatever else is put into a page is escaped. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: markup as it is, all else escaped; of a list its items, of `undefined` nothing. */
export type Content = Markup | string | number | undefined | readonly Content[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as HTML that means it, in elements and in quoted attributes; what is not visible as itself is spelt out. */
export const escapeHtml = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (char) => ENTITIES[char] as string)

const textOf = (content: Content): string => {
  if (content === undefined) return ''
  if (content instanceof Markup) return content.text
  return typeof content === 'object' ? content.map(textOf).join('') : escapeHtml(String(content))
}

const unindented = new WeakMap<TemplateStringsArray, readonly string[]>()

/** The fixed parts of a template, without the indentation that the source has. */
const partsOf = (strings: TemplateStringsArray): readonly string[] => {
  const known = unindented.get(strings)
  if (known !== undefined) return known
  const parts = strings.map((part) => part.replace(/\n\s*/g, '\n'))
  unindented.set(strings, parts)
  return parts
}

/** HTML from a template, whose values are escaped unless they are markup themselves. Attributes have to be quoted. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup => {
  const parts = partsOf(strings)
  return new Markup(parts.map((part, i) => (i === 0 ? part : `${textOf(values[i - 1])}${part}`)).join(''))
}

/** `3 pods`, `1 pod`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
