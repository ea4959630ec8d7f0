import type { Json } from '../model.ts'

/** Powers of ten. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** Powers of 1024, in this order from the first. */
const BINARY: readonly string[] = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

const QUANTITY = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/

/**
 * Parses a quantity (CPU in cores, memory in bytes); undefined if it is invalid. The grammar is that of
 * `resource.Quantity` in k8s.io/apimachinery; amounts are doubles, precise enough only to compare them.
 */
export const parseQuantity = (value: Json | undefined): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const parts = QUANTITY.exec(value)
  if (parts === null) return undefined
  const [, digits, suffix = '', exponent] = parts
  // Parsed as one literal, since multiplying by 0.001 would add a rounding error.
  const decimal = Number(`${digits}e${exponent ?? DECIMAL[suffix] ?? 0}`)
  return decimal * 1024 ** (BINARY.indexOf(suffix) + 1)
}
