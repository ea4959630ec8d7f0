import type { ScalarNode } from '../tree.ts'

/** Thrown inside the fast reader for everything that it leaves to the full parser; one object, because it is cheap. */
export const NEEDS_FULL_PARSER = new Error('left to the full parser')

/** Character codes of the indicators that the fast reader knows. */
export const CODE = {
  tab: 0x09,
  lf: 0x0a,
  cr: 0x0d,
  space: 0x20,
  quote: 0x22,
  hash: 0x23,
  apostrophe: 0x27,
  plus: 0x2b,
  comma: 0x2c,
  dash: 0x2d,
  colon: 0x3a,
  gt: 0x3e,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openMap: 0x7b,
  pipe: 0x7c,
  closeMap: 0x7d,
} as const

/** Reports whether a blank, a line end or the end of the text is at an offset. */
export const isBlankAt = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code === CODE.space || code === CODE.lf || code === CODE.cr || code === CODE.tab || at >= text.length
}

/** Returns the offset of the first character that is not a space. */
export const skipSpaces = (text: string, from: number): number => {
  let at = from
  while (text.charCodeAt(at) === CODE.space) at++
  return at
}

/** Builds the node of a scalar without anchor and tag. */
export const scalar = (style: ScalarNode['style'], start: number, end: number, text: string): ScalarNode => ({
  start,
  end,
  propsStart: start,
  type: 'scalar',
  style,
  text,
})
