import type { ScalarNode } from '../tree.ts'

/** Thrown inside the quick path where it meets what it leaves to the full parser; one object, for its cheapness. */
export const UNSURE = new Error('left to the full parser')

/** Character codes of the indicators that the quick path looks for. */
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

/** Whether nothing, a blank or the end of a line stands at an offset. */
export const isBlankAt = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code === CODE.space || code === CODE.lf || code === CODE.cr || code === CODE.tab || at >= text.length
}

/** Offset of the first character from an offset on that is no space. */
export const skipSpaces = (text: string, from: number): number => {
  let at = from
  while (text.charCodeAt(at) === CODE.space) at++
  return at
}

/** A scalar that covers a range of the text. */
export const scalar = (style: ScalarNode['style'], start: number, end: number, text: string): ScalarNode => ({
  start,
  end,
  propsStart: start,
  type: 'scalar',
  style,
  text,
})
