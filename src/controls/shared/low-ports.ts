import { listenPorts } from '../../evidence/listen-ports.ts'
import { asList, asObject } from '../../kube/pods.ts'
import { securityContextOf } from '../../kube/security-context.ts'
import type { Clue, Container, Pod } from '../../model.ts'

const UNPRIVILEGED = 'net.ipv4.ip_unprivileged_port_start'

// The kernel's own default; what newer runtimes set for every pod is not known from a manifest.
const KERNEL_DEFAULT = 1024

const lowestUnprivilegedPort = (pod: Pod): number => {
  const sysctls = asList(securityContextOf(pod.spec).sysctls).map(asObject)
  const value = Number(sysctls.find(({ name }) => name === UNPRIVILEGED)?.value ?? KERNEL_DEFAULT)
  return Number.isInteger(value) ? value : KERNEL_DEFAULT
}

/**
 * The ports on which a container listens, by its manifest, and that only root or NET_BIND_SERVICE can open, given the
 * sysctls of the pod.
 */
export const lowPorts = (pod: Pod, container: Container): Clue[] => {
  const lowest = lowestUnprivilegedPort(pod)
  return listenPorts(pod, container)
    .filter(({ port }) => port < lowest)
    .map(({ clue }) => clue)
}
