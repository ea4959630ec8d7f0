import { asList, asObject } from '../../kube/pods.ts'
import { securityContextOf } from '../../kube/security-context.ts'
import type { Clue, Container, Pod } from '../../model.ts'
import { clueAt } from './decisions.ts'

const UNPRIVILEGED = 'net.ipv4.ip_unprivileged_port_start'

// The kernel's own default; what newer runtimes set for every pod is not known from a manifest.
const KERNEL_DEFAULT = 1024

const lowestUnprivilegedPort = (pod: Pod): number => {
  const sysctls = asList(securityContextOf(pod.spec).sysctls).map(asObject)
  const value = Number(sysctls.find(({ name }) => name === UNPRIVILEGED)?.value ?? KERNEL_DEFAULT)
  return Number.isInteger(value) ? value : KERNEL_DEFAULT
}

/** The container ports that only root or NET_BIND_SERVICE can open, given the sysctls of the pod. */
export const lowPorts = (pod: Pod, container: Container): Clue[] => {
  const lowest = lowestUnprivilegedPort(pod)
  return asList(container.value.ports).flatMap((port, index) => {
    const { containerPort } = asObject(port)
    if (typeof containerPort !== 'number' || containerPort >= lowest) return []
    return [clueAt(pod, `${container.pointer}/ports/${index}/containerPort`, `containerPort ${containerPort}`)]
  })
}
