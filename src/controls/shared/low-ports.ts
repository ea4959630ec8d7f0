import { asList, asObject } from '../../kube/pods.ts'
import type { Clue, Container, Pod } from '../../model.ts'
import { clueAt } from './decisions.ts'
import { lowestUnprivilegedPort } from './unprivileged-ports.ts'

/** The container ports that only root or NET_BIND_SERVICE can open, given the sysctls of the pod. */
export const lowPorts = (pod: Pod, container: Container): Clue[] => {
  const lowest = lowestUnprivilegedPort(pod)
  return asList(container.value.ports).flatMap((port, index) => {
    const { containerPort } = asObject(port)
    if (typeof containerPort !== 'number' || containerPort >= lowest) return []
    return [clueAt(pod, `${container.pointer}/ports/${index}/containerPort`, `containerPort ${containerPort}`)]
  })
}
