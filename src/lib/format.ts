import type { Resource } from '../model.ts'

/** Formats a number with its noun, which takes an `s` in the plural: `1 pod`, `2 pods`. */
export const formatCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Formats a resource as `Kind namespace/name`, or `Kind name` without a namespace; an empty name reads `(no name)`. */
export const formatResource = ({ kind, namespace, name }: Omit<Resource, 'apiVersion'>): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name === '' ? '(no name)' : name}`
