import { isObject } from '../../kube/pod/pod.ts'
import { WordFinder } from '../../lib/words.ts'
import type { Json, JsonObject, Operation } from '../../model.ts'
import { stepsOf, valueAt } from '../../pointer.ts'
import { isSecretName } from './config-maps.ts'

/** What a report contains in the place of a secret. */
export const MASK = '…'

/** The fields by which Kubernetes refers to a Secret, a key or a token; an object of only these has no secret. */
const REFERENCE =
  /^(?:apiVersion|kind|name|namespace|secretName|items|key|path|mode|defaultMode|optional|audience|expirationSeconds)$/
/** The fields beside a `key` that is the name of something: in a reference, a selector or a toleration. */
const BESIDE_KEY = /^(?:key|name|namespace|optional|path|mode|operator|values?|effect|tolerationSeconds|volumeName)$/
const NAMES = /^(?:secretName|topologyKey|matchLabelKeys|mismatchLabelKeys)$/
const WORD = /^[\w./-]*$/

/** User information of a URL, or `user:password@host` without a scheme; an image with a tag and a digest has neither. */
const USER_INFO =
  /:\/\/[^\s/?#"']+@|:\/\/[^\s/:@"']+:[^\s"'@]{0,999}@|(?<![\w./:-])[\w.-]{1,999}:[^\s:@"'/]{1,999}@(?!sha\d+:)[\w([]/i
const CREDENTIAL =
  /\b(?:bearer|basic)\s+[\w+/=.~-]{4,}|\bauthorization\b["']?\s*[:=]|-----BEGIN [A-Z ]*PRIVATE KEY-----/i
/** An image with its tag and digest; a registry with user information has no image. */
const IMAGE = /^(?:[\w.-]+(?::\d+)?\/)?(?:[\w.-]+\/)*[\w.-]+(?::[\w.-]+)?(?:@sha256:[\da-f]{64})?$/

/** A word before a blank, a colon or an equals sign. */
const NAME = /(?<![\w.-])([\w.-]+)["']?[\s:=]/g

/** Reports whether a text contains a secret by its own words: a password in a URL, or a value after a secret's name. */
const quotesSecret = (text: string): boolean => {
  if (USER_INFO.test(text) || CREDENTIAL.test(text)) return true
  if (/^\s*[[{]/.test(text)) {
    try {
      const value: Json = JSON.parse(text)
      if (value !== null && typeof value === 'object') return maskSecrets(value) !== value
    } catch {
      // It is no JSON, such as a flow mapping of YAML, or it is nested too deeply.
    }
  }
  const end = text.trimEnd().length
  for (const { 0: match, 1: name = '', index } of text.matchAll(NAME))
    if (index + match.length < end && isSecretName(name)) return true
  return false
}

/** Reports whether a value under a secret's name only refers to a secret. */
const isReference = (key: string, value: Json, holder: JsonObject): boolean => {
  if (isObject(value)) return Object.keys(value).every((field) => REFERENCE.test(field))
  if (Array.isArray(value)) return value.every((item) => isReference(key, item, holder))
  if (typeof value !== 'string' || !WORD.test(value)) return false
  const fields = Object.keys(holder)
  return NAMES.test(key) || (key === 'key' && fields.length > 1 && fields.every((field) => BESIDE_KEY.test(field)))
}

/** Reports whether the item of a list is the value of a flag, or of a word, that names a secret. */
const isNamedBefore = (item: Json, before: Json | undefined): boolean =>
  typeof before === 'string' &&
  /^[^\s=/]+$/.test(before) &&
  isSecretName(before) &&
  (before.startsWith('-') || !String(item).startsWith('-'))

/** Returns the values of the Secrets in a value, decoded ones too. */
const secretValuesIn = (value: Json, found: Set<string> = new Set()): Set<string> => {
  if (value === null || typeof value !== 'object') return found
  if (isObject(value) && value.kind === 'Secret')
    for (const field of ['data', 'stringData'])
      for (const item of Object.values(isObject(value[field]) ? value[field] : {})) {
        if (typeof item !== 'string' || item === '') continue
        found.add(item)
        if (field === 'data') found.add(decoded(item))
      }
  else for (const item of Object.values(value)) secretValuesIn(item, found)
  return found
}

const decoded = (base64: string): string => {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)))
  } catch {
    return base64
  }
}

/** The shortest value of a Secret that is also found within a longer text. */
const SHORTEST_PART = 6

/** Masks values; unchanged parts are the same objects. */
class Masker {
  readonly #values: ReadonlySet<string>
  readonly #parts: WordFinder

  constructor(values: ReadonlySet<string>) {
    this.#values = values
    this.#parts = new WordFinder([...values].filter(({ length }) => length >= SHORTEST_PART))
  }

  mask(value: Json, isSecret: boolean): Json {
    if (typeof value === 'string') return value !== '' && (isSecret || this.#isSecretText(value)) ? MASK : value
    if (typeof value === 'number') return isSecret ? MASK : value
    if (Array.isArray(value)) return this.#list(value, isSecret)
    return isObject(value) ? this.#object(value, isSecret) : value
  }

  #isSecretText(text: string): boolean {
    return this.#values.has(text) || this.#parts.isIn(text) || quotesSecret(text)
  }

  /** Whether a value is the name of an image: its tag is no secret, whatever the word before the colon is. */
  #isPlainImage(value: Json): boolean {
    return typeof value === 'string' && IMAGE.test(value) && !this.#values.has(value) && !this.#parts.isIn(value)
  }

  #list(list: Json[], isSecret: boolean): Json[] {
    const masked = list.map((item, i) => this.mask(item, isSecret || isNamedBefore(item, list[i - 1])))
    return masked.every((item, i) => item === list[i]) ? list : masked
  }

  #object(object: JsonObject, isSecret: boolean): JsonObject {
    const name = [object.name, object.key].find((one) => typeof one === 'string')
    const isPair = isSecretName(String(name ?? ''))
    let isMasked = false
    const entries = Object.entries(object).map(([key, value]): [string, Json] => {
      const hides =
        isSecret ||
        (isPair && key === 'value') ||
        (object.kind === 'Secret' && (key === 'data' || key === 'stringData')) ||
        (isSecretName(key) && !isReference(key, value, object))
      const masked = key === 'image' && !hides && this.#isPlainImage(value) ? value : this.mask(value, hides)
      if (masked !== value) isMasked = true
      return [key, masked]
    })
    return isMasked ? Object.fromEntries(entries) : object
  }
}

/**
 * Masks what a report must not quote: values under the names of secrets (keys, environment variables, flags), values of
 * Secrets wherever they occur, and texts that contain such names with their values, or a URL with a password.
 * @param root a document whose Secrets are looked at; the value itself without one
 * @returns the same value if nothing in it is masked
 */
export const maskSecrets = <T extends Json>(value: T, root: Json = value): T =>
  new Masker(secretValuesIn(root)).mask(value, false) as T

/** Masks the values of operations for a report, by the names on their paths too. */
export const maskOperations = (operations: readonly Operation[]): Operation[] =>
  operations.map((operation) => {
    if (operation.op === 'remove') return operation
    const { path, value } = operation
    const whole = stepsOf(path).reduceRight<Json>((inner, step) => ({ [step]: inner }), value)
    const masked = valueAt(maskSecrets(whole), path) as Json
    return masked === value ? operation : { ...operation, value: masked, masked: true }
  })
