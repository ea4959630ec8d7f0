import type { Json, JsonObject } from '../model.ts'
import { asList, asObject, asString } from './pods.ts'

/** Whether labels meet one of a selector's expressions; an operator that nobody knows is met by none. */
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
 * Whether a LabelSelector of Kubernetes (`matchLabels`, `matchExpressions`) selects an object with these labels. An
 * empty or absent one selects all. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export const selectsLabels = (selector: Json | undefined, labels: JsonObject): boolean => {
  const { matchLabels, matchExpressions } = asObject(selector)
  return (
    Object.entries(asObject(matchLabels)).every(
      ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
    ) && asList(matchExpressions).every((expression) => meets(asObject(expression), labels))
  )
}
