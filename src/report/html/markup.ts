import { printable } from '../../lib/printable.ts'

/** HTML that needs no escaping. Only `html` creates it, so that all other content of a page is escaped. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A value in a template: markup is inserted as it is, other values are escaped, lists by item; `undefined` is empty. */
export type Content = Markup | string | number | undefined | readonly Content[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes a text for elements and quoted attributes; invisible characters are written as escapes. */
export const escapeHtml = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (char) => ENTITIES[char] as string)

const textOf = (content: Content): string => {
  if (content === undefined) return ''
  if (content instanceof Markup) return content.text
  return typeof content === 'object' ? content.map(textOf).join('') : escapeHtml(String(content))
}

const unindented = new WeakMap<TemplateStringsArray, readonly string[]>()

/** Returns the fixed parts of a template without the indentation of the source code. */
const partsOf = (strings: TemplateStringsArray): readonly string[] => {
  const known = unindented.get(strings)
  if (known !== undefined) return known
  const parts = strings.map((part) => part.replace(/\n\s*/g, '\n'))
  unindented.set(strings, parts)
  return parts
}

/** Builds HTML from a template; values are escaped unless they are markup. Attributes must be quoted. */
export const html = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup => {
  const parts = partsOf(strings)
  return new Markup(parts.map((part, i) => (i === 0 ? part : `${textOf(values[i - 1])}${part}`)).join(''))
}
