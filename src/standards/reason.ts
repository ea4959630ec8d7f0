import { asObject } from '../kube/pods.ts'
import type { Json } from '../model.ts'
import { stepsOf, valueAt } from '../pointer.ts'

/** Steps of a pointer that people leave out: what holds the pods and the containers, and the numbers of list items. */
const UNSAID = /^(?:\d+|spec|template|jobTemplate|metadata|annotations|securityContext|\w*[cC]ontainers)$/

const fieldOf = (pointer: string): string => {
  const steps = stepsOf(pointer)
  const holder = steps.findLastIndex(
    (step) => /^\w*[cC]ontainers$/.test(step) || step === 'spec' || step === 'annotations',
  )
  const said = steps.slice(holder + 1).filter((step) => !UNSAID.test(step))
  return said.length === 0 ? (steps.at(-1) ?? '') : said.join('.')
}

const saidOf = (value: Json | undefined): string => {
  if (value === undefined || value === null) return ' is not set'
  if (Array.isArray(value)) return value.length === 0 ? ' is empty' : `: ${value.map(String).join(', ')}`
  if (typeof value !== 'object') return `: ${value === '' ? '""' : String(value)}`
  const { type, name } = asObject(value)
  if (typeof type === 'string') return `.type: ${type}`
  return typeof name === 'string' ? `: ${name}` : ' is set'
}

/**
 * What is wrong at a place: the field, what stands there, and what a standard asks for.
 * @param object the object as it is judged
 * @param root pointer of the object in its document
 */
export const reasonAt = (object: Json, root: string, pointer: string, asks: string): string =>
  `${fieldOf(pointer.slice(root.length))}${saidOf(valueAt(object, pointer.slice(root.length)))}; ${asks}`
