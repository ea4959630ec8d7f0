import type { Json } from '../model.ts'

/**
 * Scalars as sigs.k8s.io/yaml (go-yaml v2) resolves them. Its resolver checks the first character, then a table of
 * words, then integers in Go's notations, then decimal floats; timestamps stay strings.
 */
const WORDS = new Map<string, Json>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Json] => [word, null]),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w): [string, Json] => [w, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((w): [string, Json] => [
    w,
    false,
  ]),
])
const NOT_JSON = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
/** After a leading point Go's own notation applies, in which underscores separate digits. */
const FRACTION = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/
/** go-yaml's own rule for binary numbers accepts a sign after the prefix. */
const LATE_SIGN = /^0b([-+])(?=[01])/
const MAX_UINT64 = 2n ** 64n - 1n

/** A scalar that Kubernetes refuses. */
export class ScalarProblem extends Error {
  override name = 'ScalarProblem'
}

/** Reads an integer in one of Go's notations; undefined if it is not one, or fits neither int64 nor uint64. */
const readInteger = (digits: string): bigint | undefined => {
  const match = INTEGER.exec(digits.replace(LATE_SIGN, '$10b'))
  if (match === null) return undefined
  const [, sign, hex, octal, binary, decimal] = match
  const size =
    hex !== undefined
      ? BigInt(`0x${hex}`)
      : octal !== undefined
        ? BigInt(`0o${octal}`)
        : binary !== undefined
          ? BigInt(`0b${binary}`)
          : BigInt(decimal as string)
  if (sign === '-') return size <= 2n ** 63n ? -size : undefined
  return size <= MAX_UINT64 && (sign === '' || size < 2n ** 63n) ? size : undefined
}

const readFloat = (text: string): number | undefined => {
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** The length of the longest word in the table. */
const LONGEST_WORD = 5

/** Reports whether a scalar starts with an ASCII letter, as most do: it is then a word of the table or text. */
const startsWithLetter = (text: string): boolean => {
  const lower = text.charCodeAt(0) | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

/** Returns the value of a plain scalar; integers are bigint, so that keys can be distinguished from floats. */
const resolve = (text: string): Json | bigint => {
  const isText = startsWithLetter(text)
  if (isText && text.length > LONGEST_WORD) return text
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (isText) return text
  if (NOT_JSON.test(text)) throw new ScalarProblem(`JSON has no number ${text}`)
  const first = text[0] as string
  if (first === '.') return (FRACTION.test(text) ? readFloat(text.replaceAll('_', '')) : undefined) ?? text
  if (!/[-+0-9]/.test(first)) return text
  const digits = text.replaceAll('_', '')
  return readInteger(digits) ?? (FLOAT.test(digits) ? readFloat(digits) : undefined) ?? text
}

const CORE = 'tag:yaml.org,2002:'
const KIND_OF_TAG: Record<string, (value: Json | bigint) => boolean> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint',
  float: (value) => typeof value === 'number' || (typeof value === 'bigint' && value < 2n ** 63n),
  null: (value) => value === null,
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const decodeBinary = (text: string): string => {
  const packed = text.replaceAll(/[\r\n]/g, '')
  if (!BASE64.test(packed)) throw new ScalarProblem('the value of !!binary is not base64')
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** Returns the value of a scalar; integers are bigint. */
const read = (text: string, plain: boolean, tag: string | undefined): Json | bigint => {
  if (tag === undefined) return plain ? resolve(text) : text
  if (!tag.startsWith(CORE)) return text
  const name = tag.slice(CORE.length)
  if (name === 'binary') return decodeBinary(text)
  const fits = KIND_OF_TAG[name]
  if (fits === undefined) return text
  const value = resolve(text)
  if (!fits(value)) throw new ScalarProblem(`cannot read the value as !!${name}`)
  return value
}

/**
 * Returns the value that Kubernetes reads from a scalar.
 * @param plain set if the scalar is neither quoted nor a block scalar
 * @param tag its full tag, if it has one
 * @throws ScalarProblem if Kubernetes refuses it
 */
export const scalarValue = (text: string, plain: boolean, tag?: string): Json => {
  const value = read(text, plain, tag)
  if (value === 0) return 0 // JSON distinguishes -0 from 0, Kubernetes does not
  return typeof value === 'bigint' ? Number(value) : value
}

/** Formats a float as sigs.k8s.io/yaml does for a key: the shortest form that reads back as the same 32-bit float. */
const floatKey = (value: number): string => {
  const narrow = Math.fround(value)
  if (!Number.isFinite(narrow)) return narrow > 0 ? '.inf' : '-.inf'
  if (narrow === 0) return Object.is(value, -0) ? '-0' : '0'
  let shortest = ''
  for (let digits = 0; digits < 9; digits++) {
    shortest = narrow.toExponential(digits)
    if (Math.fround(Number(shortest)) === narrow) break
  }
  const [mantissa, exponent] = shortest.split('e') as [string, string]
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(Number(shortest))
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

/**
 * Returns the key that Kubernetes reads from a scalar: numbers and booleans become strings.
 * @throws ScalarProblem for null and for integers beyond int64
 */
export const keyValue = (text: string, plain: boolean, tag?: string): string => {
  if (plain && !startsWithLetter(text) && NOT_JSON.test(text)) return text.toLowerCase().replace('+', '')
  const value = read(text, plain, tag)
  if (value === null) throw new ScalarProblem('a key is null')
  if (typeof value === 'bigint' && value >= 2n ** 63n) throw new ScalarProblem(`the key ${text} does not fit an int64`)
  return typeof value === 'number' ? floatKey(value) : String(value)
}
