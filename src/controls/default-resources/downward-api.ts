import { asList, asObject, perPod } from '../../kube/pod/pod.ts'
import { volumesOf } from '../../kube/pod/volumes.ts'
import { groupBy } from '../../lib/words.ts'
import type { Container, Evidence, Json, Pod } from '../../model.ts'
import { join } from '../../pointer.ts'

/** The references to amounts of containers in a pod, by the container and the field. */
const resourceFieldReferences = perPod((pod) => {
  const found: { key: string; evidence: Evidence }[] = []
  const read = (reference: Json | undefined, pointer: string, owner: string): void => {
    const { resource, containerName = owner } = asObject(reference)
    if (typeof resource !== 'string' || typeof containerName !== 'string') return
    const at = { document: pod.document, pointer: join(pointer, 'resourceFieldRef') }
    const evidence: Evidence = { source: 'manifest', text: `resourceFieldRef.resource: ${resource}`, at }
    found.push({ key: `${resource} ${containerName}`, evidence })
  }
  const readFiles = (holder: Json | undefined, pointer: string): void => {
    for (const [index, item] of asList(asObject(holder).items).entries())
      read(asObject(item).resourceFieldRef, join(pointer, 'items', index), '')
  }
  for (const { name, value, pointer } of pod.containers)
    for (const [index, item] of asList(value.env).entries()) {
      const from = asObject(asObject(item).valueFrom)
      read(from.resourceFieldRef, join(pointer, 'env', index, 'valueFrom'), name)
    }
  for (const { value, pointer } of volumesOf(pod)) {
    readFiles(value.downwardAPI, join(pointer, 'downwardAPI'))
    for (const [index, source] of asList(asObject(value.projected).sources).entries())
      readFiles(asObject(source).downwardAPI, join(pointer, 'projected', 'sources', index, 'downwardAPI'))
  }
  return groupBy(found, ({ key }) => key)
})

/**
 * Finds variables and files of the downward API with an amount of a container, e.g. `limits.memory`. Without a limit
 * they contain the capacity of the node, so adding a limit changes the value that the program reads.
 * https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export const findResourceFieldReferences = (pod: Pod, container: Container, field: string): Evidence[] =>
  (resourceFieldReferences(pod).get(`${field} ${container.name}`) ?? []).map(({ evidence }) => evidence)
