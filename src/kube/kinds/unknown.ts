import type { CustomKind, InputObject, Json } from '../../model.ts'
import { childOf, join } from '../../pointer.ts'
import { isObject } from '../pod/pod.ts'
import { isJobLike, podShapes } from './kinds.ts'

const MOST_VALUES = 100_000

const isContainer = (value: Json): boolean =>
  isObject(value) && typeof value.name === 'string' && typeof value.image === 'string'

/** A visited value; its pointer is computed only if needed. */
interface Visited {
  value: Json
  step: string
  parent?: Visited
}

const pointerTo = ({ parent, step }: Visited): string => (parent === undefined ? '' : join(pointerTo(parent), step))

/**
 * Finds the pointer of the first mapping, depth first, that looks like a pod spec: it has a list `containers` whose items
 * all have a name and an image. Undefined if there is none among the first 100,000 values.
 */
export const looksLikePodTemplate = (value: Json): string | undefined => {
  const stack: Visited[] = [{ value, step: '' }]
  for (let seen = 0; seen < MOST_VALUES; seen++) {
    const at = stack.pop()
    if (at === undefined) return undefined
    if (at.value === null || typeof at.value !== 'object') continue
    const containers = childOf(at.value, 'containers')
    if (Array.isArray(containers) && containers.length > 0 && containers.every(isContainer)) return pointerTo(at)
    for (const [step, value] of Object.entries(at.value).reverse()) stack.push({ value, step, parent: at })
  }
  return undefined
}

const jobReason = (kind: string): string =>
  `a ${kind} probably starts pods elsewhere, and casehard does not know its pod template; to harden it, use the settings of its operator, \
or add the path of its pod under kinds in the configuration`

/**
 * Returns why an object of an unknown kind is skipped although it seems to contain a pod template, or to start pods by its
 * name; otherwise undefined.
 */
export const unknownTemplate = (
  { resource, value }: InputObject,
  custom: readonly CustomKind[],
): string | undefined => {
  const look = looksLikePodTemplate(value)
  if (look === undefined) {
    const { apiVersion, kind } = resource
    const isKnown = podShapes(apiVersion, kind, custom) !== undefined || !isJobLike(apiVersion, kind)
    return isKnown ? undefined : jobReason(kind)
  }
  return `casehard does not know this kind, but ${look === '' ? 'its root' : look} looks like a pod template; add it under kinds in the configuration`
}
