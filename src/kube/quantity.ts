import type { Json } from '../model.ts'

/** Powers of ten. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** Powers of 1024, in this order from the first. */
const BINARY: readonly string[] = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const QUANTITY = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/

/**
 * The amount that a quantity stands for (CPU in cores, memory in bytes), or undefined where it is none.
 * The grammar is that of `resource.Quantity` in k8s.io/apimachinery; amounts are doubles, good enough to compare.
 */
export const parseQuantity = (value: Json | undefined): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const parts = QUANTITY.exec(value)
  if (parts === null) return undefined
  const [, digits, suffix = '', exponent] = parts
  // Read as one literal, since a factor of 0.001 would bring a rounding error of its own.
  const decimal = Number(`${digits}e${exponent ?? DECIMAL[suffix] ?? 0}`)
  return decimal * 1024 ** (BINARY.indexOf(suffix) + 1)
}
