import type { Json, JsonObject, LabelRequirement } from '../model.ts'
import { asList, asObject, asString } from './pod/pod.ts'

const NAME = '[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?'
const DOMAIN = '[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?'

/** Patterns of a label's key and value, as the source of regular expressions; a value may be empty. */
export const LABEL_KEY = `(?:${DOMAIN}/)?${NAME}`
export const LABEL_VALUE = `(?:${NAME})?`

const LIST = `\\(\\s*${LABEL_VALUE}(?:\\s*,\\s*${LABEL_VALUE})*\\s*\\)`
const REQUIREMENT = `(?:!\\s*${LABEL_KEY}|${LABEL_KEY}(?:\\s*(?:==?|!=)\\s*${LABEL_VALUE}|\\s+(?:not)?in\\s*${LIST})?)`

/** The anchored pattern of a selector as in `kubectl get -l`: comma-separated requirements, all of which must hold. */
export const LABEL_SELECTOR = `^\\s*${REQUIREMENT}(?:\\s*,\\s*${REQUIREMENT})*\\s*$`

const PARTS = new RegExp(REQUIREMENT, 'g')
const PART = new RegExp(`^(!?)\\s*(${LABEL_KEY})\\s*(==?|!=|(?:not)?in(?=\\s*\\())?\\s*(.*)$`, 's')

const readRequirement = (text: string): LabelRequirement => {
  const [, negation, key = '', operator, rest = ''] = PART.exec(text) ?? []
  if (operator === undefined) return { key, isMet: negation === '' }
  const values = rest.replace(/^\(|\)$/g, '').split(',')
  return { key, values: values.map((value) => value.trim()), isMet: !/^(?:!=|notin)$/.test(operator) }
}

/** Parses a selector that `LABEL_SELECTOR` matches, or a mapping of labels, all of which must be set. */
export const readSelector = (selector: string | Readonly<Record<string, string>>): LabelRequirement[] =>
  typeof selector === 'string'
    ? (selector.match(PARTS) ?? []).map(readRequirement)
    : Object.entries(selector).map(([key, value]) => ({ key, values: [value], isMet: true }))

/**
 * Returns whether a workload meets all requirements, with its own labels and those of its pod: a required label may be in
 * either set, a negated one must be in neither.
 */
export const meetsLabels = (
  requirements: readonly LabelRequirement[],
  labels: readonly { readonly [key: string]: Json | undefined }[],
): boolean =>
  requirements.every(({ key, values, isMet }) => {
    const found = labels.flatMap((set) => (Object.hasOwn(set, key) ? [String(set[key])] : []))
    return (values === undefined ? found.length > 0 : found.some((value) => values.includes(value))) === isMet
  })

/** Returns whether labels match an expression of a selector; an unknown operator matches none. */
const meets = (expression: JsonObject, labels: JsonObject): boolean => {
  const key = asString(expression.key) ?? ''
  const isThere = Object.hasOwn(labels, key)
  const isListed = isThere && asList(expression.values).includes(labels[key] as Json)
  switch (expression.operator) {
    case 'In':
      return isListed
    case 'NotIn':
      return !isListed
    case 'Exists':
      return isThere
    case 'DoesNotExist':
      return !isThere
    default:
      return false
  }
}

/**
 * Returns whether a LabelSelector (`matchLabels`, `matchExpressions`) selects an object with these labels. An empty or
 * absent selector selects all. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export const selectsLabels = (selector: Json | undefined, labels: JsonObject): boolean => {
  const { matchLabels, matchExpressions } = asObject(selector)
  return (
    Object.entries(asObject(matchLabels)).every(
      ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
    ) && asList(matchExpressions).every((expression) => meets(asObject(expression), labels))
  )
}
