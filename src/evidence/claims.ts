import { asList, asObject, asString } from '../kube/pods.ts'
import { mountsOf, volumesOf } from '../kube/volumes.ts'
import type { Clue, Container, Pod } from '../model.ts'
import { join } from '../pointer.ts'

/** Clues to data that a container keeps: claims that it mounts, its own or those of a StatefulSet's template. */
export const claimsOf = (pod: Pod, container: Container): Clue[] => {
  const clue = (pointer: string, text: string): Clue => ({
    source: 'manifest',
    text,
    at: { document: pod.document, pointer },
  })
  const devices = asList(container.value.volumeDevices).map((item) => asString(asObject(item).name) ?? '')
  const used = new Set([...mountsOf(container).map(({ name }) => name), ...devices])
  const templates = asList(asObject(pod.object.spec).volumeClaimTemplates).flatMap((item, index): Clue[] => {
    const name = asString(asObject(asObject(item).metadata).name) ?? ''
    const pointer = join(pod.objectPointer, 'spec', 'volumeClaimTemplates', index)
    return used.has(name) ? [clue(pointer, `volumeClaimTemplates: ${name}`)] : []
  })
  const volumes = volumesOf(pod)
    .filter(({ name, value }) => used.has(name) && value.persistentVolumeClaim !== undefined)
    .map(({ name, pointer }) =>
      clue(join(pointer, 'persistentVolumeClaim'), `persistentVolumeClaim in volume "${name}"`),
    )
  return [...templates, ...volumes]
}
