import { stepsOf } from '../pointer.ts'

const CONTAINERS = /^(?:initContainers|containers|ephemeralContainers)$/
const INDEX = /^(?:0|[1-9]\d*)$/
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/

/** A field by what stays when lines and items move. */
export interface StableField {
  /** As `spec.containers[app].volumeMounts[*].readOnly`. */
  field: string
  /** The same with the positions of items other than containers; equal to `field` where there are none. */
  positioned: string
}

/**
 * A field of an object without positions: a container goes by its name, an item of any other list by `*`, and the item
 * of a List that the object itself is by nothing.
 * @param pointer rooted at the document
 * @param container name of the container that the pointer leads into; absent where it leads into none
 */
export const stableField = (pointer: string, container?: string): StableField => {
  const all = stepsOf(pointer)
  const steps = all[0] === 'items' && INDEX.test(all[1] ?? '') ? all.slice(2) : all
  const at = container === undefined ? -1 : steps.findIndex((step) => CONTAINERS.test(step))
  const parts = steps.map((step, i) => {
    if (i > 0 && i === at + 1) return `[${container}]`
    return PLAIN_KEY.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${step}]`
  })
  const isPosition = (i: number): boolean => i > 0 && i !== at + 1 && INDEX.test(steps[i] as string)
  return {
    field: parts.map((part, i) => (isPosition(i) ? '[*]' : part)).join(''),
    positioned: parts.join(''),
  }
}
