import { printable } from '../../src/lib/printable.ts'

/** A child of an element: text is shown as text, never as markup. */
export type Child = Node | string | undefined | false

/** Attributes and properties by name; a function is a listener for the event of that name. */
export type Attributes = Record<string, string | boolean | ((event: Event) => void)>

/** Creates an element. Control and bidirectional characters of its texts are escaped. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value)
    else if (value !== false) made.setAttribute(key, value === true ? '' : value)
  }
  made.append(
    ...children
      .filter((child) => child !== undefined && child !== false)
      .map((child) => (typeof child === 'string' ? printable(child) : child)),
  )
  return made
}

/** Returns the element of the page with an id. */
export const byId = <Type extends HTMLElement>(id: string): Type => document.getElementById(id) as Type

/** The longest name that is shown whole. */
const LONGEST = 120

/** Cuts off what no name needs. */
export const shortened = (name: string): string => (name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name)

/** Replaces the children of an element; the element with the focus keeps it if its successor has its `data-key`. */
export const refill = (parent: HTMLElement, ...children: Child[]): void => {
  const active = document.activeElement
  const key = parent.contains(active) ? active?.getAttribute('data-key') : undefined
  parent.replaceChildren(...children.filter((child) => child !== undefined && child !== false))
  if (!key) return
  const all = [...parent.querySelectorAll<HTMLElement>('[data-key]')]
  all.find((one) => one.getAttribute('data-key') === key)?.focus({ preventScroll: true })
}
