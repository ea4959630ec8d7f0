import { asList, asObject } from '../kube/pods.ts'
import { volumesOf } from '../kube/volumes.ts'
import type { Clue, Container, Json, Pod } from '../model.ts'
import { join } from '../pointer.ts'

/**
 * Clues to places where a pod reads an amount of a container, e.g. `limits.memory`: variables and files of the downward
 * API. Without a limit they tell what the node has, so a limit that is added changes what the program is told.
 * https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export const resourceFieldReferences = (pod: Pod, container: Container, field: string): Clue[] => {
  const clue = (reference: Json | undefined, pointer: string, owner: string): Clue[] => {
    const { resource, containerName = owner } = asObject(reference)
    if (resource !== field || containerName !== container.name) return []
    const at = { document: pod.document, pointer: join(pointer, 'resourceFieldRef') }
    return [{ source: 'manifest', text: `resourceFieldRef.resource: ${field}`, at }]
  }
  const variables = pod.containers.flatMap(({ name, value, pointer }) =>
    asList(value.env).flatMap((item, index) => {
      const from = asObject(asObject(item).valueFrom)
      return clue(from.resourceFieldRef, join(pointer, 'env', index, 'valueFrom'), name)
    }),
  )
  const files = (holder: Json | undefined, pointer: string): Clue[] =>
    asList(asObject(holder).items).flatMap((item, index) =>
      clue(asObject(item).resourceFieldRef, join(pointer, 'items', index), ''),
    )
  const volumes = volumesOf(pod).flatMap(({ value, pointer }) => [
    ...files(value.downwardAPI, join(pointer, 'downwardAPI')),
    ...asList(asObject(value.projected).sources).flatMap((source, index) =>
      files(asObject(source).downwardAPI, join(pointer, 'projected', 'sources', index, 'downwardAPI')),
    ),
  ])
  return [...variables, ...volumes]
}
