import { findInContainer, uniqueClues } from '../../evidence/text.ts'
import { asList, asObject, asString } from '../../kube/pods.ts'
import { mountsOf, volumesOf } from '../../kube/volumes.ts'
import type { Clue, Container, Context, Pod } from '../../model.ts'
import { join } from '../../patch/pointer.ts'
import { clueAt } from './decisions.ts'

/** Settings by which programs size their memory: JVM, Go, Node, Elasticsearch, MySQL, PostgreSQL, Redis, MongoDB. */
const SETTINGS =
  /-Xm[xs]\d+\w?|\bM(?:ax|in|initial)RAM(?:Percentage|Fraction)?\b|\bGOMEMLIMIT\b|--max[-_]old[-_]space[-_]size|\b\w*HEAP_?(?:SIZE|OPTS)\b|\bES_JAVA_OPTS\b|\binnodb_buffer_pool\w*|\bshared_buffers\b|\bmaxmemory\b|\bwiredTigerCacheSizeGB\b/

/** Clues to a container's own idea of its memory: settings of its program, and volumes that are made of memory. */
export const memorySettings = (pod: Pod, container: Container, context: Context): Clue[] => {
  const mounted = new Set(mountsOf(container).map(({ name }) => name))
  const volumes = volumesOf(pod)
    .filter(({ name, value }) => mounted.has(name) && asObject(value.emptyDir).medium === 'Memory')
    .map(({ name, pointer }) => clueAt(pod, join(pointer, 'emptyDir', 'medium'), `medium: Memory in volume "${name}"`))
  return uniqueClues([...findInContainer(pod, container, context, SETTINGS), ...volumes])
}

/** Clues to data that a container keeps: claims that it mounts, its own or those of a StatefulSet's template. */
export const claimsOf = (pod: Pod, container: Container): Clue[] => {
  const devices = asList(container.value.volumeDevices).map((item) => asString(asObject(item).name) ?? '')
  const used = new Set([...mountsOf(container).map(({ name }) => name), ...devices])
  const templates = asList(asObject(pod.object.spec).volumeClaimTemplates).flatMap((item, index): Clue[] => {
    const name = asString(asObject(asObject(item).metadata).name) ?? ''
    const pointer = join(pod.objectPointer, 'spec', 'volumeClaimTemplates', index)
    return used.has(name) ? [clueAt(pod, pointer, `volumeClaimTemplates: ${name}`)] : []
  })
  const volumes = volumesOf(pod)
    .filter(({ name, value }) => used.has(name) && value.persistentVolumeClaim !== undefined)
    .map(({ name, pointer }) =>
      clueAt(pod, join(pointer, 'persistentVolumeClaim'), `persistentVolumeClaim in volume "${name}"`),
    )
  return [...templates, ...volumes]
}
