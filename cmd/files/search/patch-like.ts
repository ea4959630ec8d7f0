import { groupOf, podShapes } from '../../../src/kube/kinds/kinds.ts'
import { objectsOf } from '../../../src/kube/pod/locate.ts'
import { asList, asObject, isObject } from '../../../src/kube/pod/pod.ts'
import type { InputObject } from '../../../src/model.ts'
import { valueAt } from '../../../src/pointer.ts'
import { InputError } from '../../../src/yaml/errors.ts'
import { parseSlice } from '../../../src/yaml/parse.ts'
import { splitStream } from '../../../src/yaml/split.ts'

/** The groups of the workloads that the API server refuses if they have no image, and in `apps` no selector. */
const GROUPS = ['', 'apps', 'batch']

/**
 * Whether the API server refuses an object as incomplete: a workload without a selector, or a container without an image. A
 * patch is not an item of a List.
 */
const isIncomplete = ({ resource, value, at }: InputObject): boolean => {
  if (at.pointer !== '') return false
  const group = groupOf(resource.apiVersion)
  const shapes = GROUPS.includes(group) ? podShapes(resource.apiVersion, resource.kind) : undefined
  if (shapes === undefined) return false
  if (group === 'apps' && asObject(value.spec).selector === undefined) return true
  return shapes.some(({ spec }) => {
    const containers = asList(asObject(valueAt(value, spec)).containers)
    return containers.some((container) => isObject(container) && container.image === undefined)
  })
}

/**
 * Whether a file looks like a patch for Kustomize: it holds only workloads that the API server refuses as incomplete. The
 * search stops at the first complete object.
 */
export const isPatch = (text: string): boolean => {
  let found = false
  for (const { text: document, line, hasContent } of splitStream(text)) {
    if (!hasContent) continue
    try {
      const objects = objectsOf(parseSlice(document, line)?.value ?? null, 0)
      if (!objects.every(isIncomplete)) return false
      found ||= objects.length > 0
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return false
    }
  }
  return found
}
