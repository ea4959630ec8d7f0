import type { Json } from '../model.ts'

/**
 * How sigs.k8s.io/yaml, which is go-yaml v2, resolves scalars. Its resolver looks at the first character, then at a
 * table of words, then tries integers in Go's notations, then decimal floats; timestamps stay strings.
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
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/
const MAX_UINT64 = 2n ** 64n - 1n

/** Thrown for a scalar that Kubernetes refuses. */
export class ScalarProblem extends Error {
  override name = 'ScalarProblem'
}

/** An integer in one of Go's notations as bigint; undefined where it is none, or fits neither int64 nor uint64. */
const readInteger = (digits: string): bigint | undefined => {
  const match = INTEGER.exec(digits)
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
  const value = FLOAT.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value + 0 : undefined
}

/** A plain scalar's value; integers as bigint so that keys can tell them from floats. */
const resolve = (text: string): Json | bigint => {
  const word = WORDS.get(text)
  if (word !== undefined) return word
  if (NOT_JSON.test(text)) throw new ScalarProblem(`the number ${text} has no place in JSON`)
  const first = text[0] as string
  if (first === '.') return readFloat(text) ?? text
  if (!/[-+0-9]/.test(first)) return text
  const digits = text.replaceAll('_', '')
  return readInteger(digits) ?? readFloat(digits) ?? text
}

const CORE = 'tag:yaml.org,2002:'
const KIND_OF_TAG: Record<string, (value: Json | bigint) => boolean> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint',
  float: (value) => typeof value === 'number' || typeof value === 'bigint',
  null: (value) => value === null,
}

const decodeBinary = (text: string): string => {
  const packed = text.replaceAll(/\s/g, '')
  const decoded = Buffer.from(packed, 'base64')
  if (decoded.toString('base64').replace(/=+$/, '') !== packed.replace(/=+$/, ''))
    throw new ScalarProblem('!!binary holds bad base64')
  return decoded.toString('utf8')
}

/** A scalar's value and, for integers, that it is one. */
const read = (text: string, plain: boolean, tag: string | undefined): Json | bigint => {
  if (tag === undefined) return plain ? resolve(text) : text
  if (!tag.startsWith(CORE)) return text
  const name = tag.slice(CORE.length)
  if (name === 'binary') return decodeBinary(text)
  const fits = KIND_OF_TAG[name]
  if (fits === undefined) return text
  const value = resolve(text)
  if (!fits(value)) throw new ScalarProblem(`cannot read \`${text}\` as !!${name}`)
  return value
}

/**
 * The value that Kubernetes reads from a scalar.
 * @param plain whether it stands without quotes and not as a block
 * @param tag its full tag where it has one
 * @throws ScalarProblem where Kubernetes refuses it
 */
export const scalarValue = (text: string, plain: boolean, tag?: string): Json => {
  const value = read(text, plain, tag)
  return typeof value === 'bigint' ? Number(value) : value
}

/**
 * The key that Kubernetes reads from a scalar: numbers and booleans become strings.
 * @throws ScalarProblem for null and for integers beyond int64
 */
export const keyValue = (text: string, plain: boolean, tag?: string): string => {
  const value = read(text, plain, tag)
  if (value === null) throw new ScalarProblem('a key is null')
  if (typeof value === 'bigint' && value >= 2n ** 63n) throw new ScalarProblem(`the key ${text} does not fit an int64`)
  return String(value)
}
