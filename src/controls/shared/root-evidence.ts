import { findWords, programNames } from '../../evidence/commands.ts'
import { asList, asObject, asString } from '../../kube/pods.ts'
import { addedCapabilities, isPrivileged } from '../../kube/security-context.ts'
import type { Clue, Container, Pod } from '../../model.ts'
import { join } from '../../patch/pointer.ts'
import { clueAt } from './decisions.ts'
import { lowPorts } from './low-ports.ts'
import { NODE_PROGRAMS, ROOT_PROGRAMS } from './root-programs.ts'

const PROGRAMS = programNames(...ROOT_PROGRAMS, ...NODE_PROGRAMS)

const capabilities = (pod: Pod, container: Container): Clue[] => {
  const context = join(container.pointer, 'securityContext')
  if (isPrivileged(container)) return [clueAt(pod, join(context, 'privileged'), 'securityContext.privileged: true')]
  // Without ambient capabilities an added one does nothing for a user other than root.
  const added = addedCapabilities(container).join(', ')
  return added === '' ? [] : [clueAt(pod, join(context, 'capabilities', 'add'), `capabilities.add: ${added}`)]
}

const hostAccess = (pod: Pod, container: Container): Clue[] => {
  const namespaces = ['hostPID', 'hostIPC']
    .filter((field) => pod.spec[field] === true)
    .map((field) => clueAt(pod, join(pod.pointer, field), `${field}: true`))
  const volumes = asList(pod.spec.volumes).map(asObject)
  const written = asList(container.value.volumeMounts).flatMap((mount, index) => {
    const { name, readOnly } = asObject(mount)
    const path = asString(asObject(volumes.find((volume) => volume.name === name)?.hostPath).path)
    if (readOnly === true || path === undefined) return []
    return [clueAt(pod, join(container.pointer, 'volumeMounts', index), `writable mount of hostPath ${path}`)]
  })
  return [...namespaces, ...written]
}

/** What in the manifest of a container whose user is unknown shows that it is root, or has to be. */
export const rootEvidence = (pod: Pod, container: Container): Clue[] => [
  ...capabilities(pod, container),
  ...hostAccess(pod, container),
  ...findWords(pod, container, PROGRAMS),
  ...lowPorts(pod, container),
]
