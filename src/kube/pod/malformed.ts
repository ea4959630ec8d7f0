import type { Json, JsonObject } from '../../model.ts'
import { childOf, join } from '../../pointer.ts'
import { CONTAINER_LISTS, isObject } from './pod.ts'

/** A field of a pod with a type that Kubernetes cannot decode. */
export interface Malformed {
  /** Pointer from the document's root. */
  pointer: string
  /** The found and the expected type, e.g. `containers is a string, not a list`. */
  message: string
}

/** The fields that hardening writes to, below a pod spec and below a container, by their required type. */
const POD = {
  mappings: ['securityContext', 'securityContext/seccompProfile'],
  lists: ['volumes'],
}
const CONTAINER = {
  mappings: [
    'securityContext',
    'securityContext/seccompProfile',
    'securityContext/capabilities',
    'resources',
    'resources/requests',
    'resources/limits',
  ],
  lists: ['volumeMounts', 'securityContext/capabilities/drop', 'securityContext/capabilities/add'],
}
const METADATA = { mappings: ['annotations'], lists: [] }

const typeName = (value: Json): string => {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`
}

/** Finds the first field of a wrong type; absent and null fields are valid. */
const wrongField = (
  value: JsonObject,
  pointer: string,
  fields: Record<'mappings' | 'lists', readonly string[]>,
): Malformed | undefined => {
  const check = (path: string, isRight: (found: Json) => boolean, type: string): Malformed | undefined => {
    const steps = path.split('/')
    const found = steps.reduce<Json | undefined>(childOf, value)
    if (found === undefined || found === null || isRight(found)) return undefined
    return { pointer: join(pointer, ...steps), message: `${steps.at(-1)} is ${typeName(found)}, not a ${type}` }
  }
  for (const path of fields.mappings) {
    const wrong = check(path, isObject, 'mapping')
    if (wrong !== undefined) return wrong
  }
  for (const path of fields.lists) {
    const wrong = check(path, Array.isArray, 'list')
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Finds the first field of a pod spec with a wrong type; only fields that hardening writes to are checked. */
export const malformedSpec = (spec: Json, pointer: string): Malformed | undefined => {
  if (!isObject(spec)) return { pointer, message: `the pod spec is ${typeName(spec)}, not a mapping` }
  for (const list of CONTAINER_LISTS) {
    const items = childOf(spec, list)
    if (items === undefined || items === null) continue
    const at = join(pointer, list)
    if (!Array.isArray(items)) return { pointer: at, message: `${list} is ${typeName(items)}, not a list` }
    for (const [i, item] of items.entries()) {
      if (!isObject(item))
        return { pointer: join(at, i), message: `item ${i} of ${list} is ${typeName(item)}, not a mapping` }
      const wrong = wrongField(item, join(at, i), CONTAINER)
      if (wrong !== undefined) return wrong
    }
  }
  return wrongField(spec, pointer, POD)
}

/** Finds the first field of a pod's metadata with a wrong type; absent metadata is valid. */
export const malformedMetadata = (metadata: Json | undefined, pointer: string): Malformed | undefined => {
  if (metadata === undefined || metadata === null) return undefined
  if (!isObject(metadata)) return { pointer, message: `the metadata is ${typeName(metadata)}, not a mapping` }
  return wrongField(metadata, pointer, METADATA)
}
