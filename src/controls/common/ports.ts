import { evidenceAt } from '../../evidence/evidence-at.ts'
import { asList, asObject } from '../../kube/pod/pod.ts'
import { securityContextOf } from '../../kube/pod/security-context.ts'
import type { Container, Evidence, JsonObject, Pod } from '../../model.ts'

const UNPRIVILEGED = 'net.ipv4.ip_unprivileged_port_start'

// The kernel's own default; what newer runtimes set for every pod is not known from a manifest.
const KERNEL_DEFAULT = 1024

/** What a control that uses `portSysctl` has to declare among its `fields`. */
export const PORT_SYSCTL_FIELD = '/spec/securityContext/sysctls/**'

const findSysctl = (pod: Pod): { value: JsonObject; index: number } | undefined => {
  const sysctls = asList(securityContextOf(pod.spec).sysctls).map(asObject)
  const index = sysctls.findLastIndex(({ name }) => name === UNPRIVILEGED)
  const value = sysctls[index]
  return value === undefined ? undefined : { value, index }
}

/** The lowest port that any user may open in a pod, as far as its sysctls tell. */
export const lowestUnprivilegedPort = (pod: Pod): number => {
  const value = Number(findSysctl(pod)?.value.value ?? KERNEL_DEFAULT)
  return Number.isInteger(value) ? value : KERNEL_DEFAULT
}

/** What lets users other than root open ports: nothing, one more sysctl of the pod, or what forbids it. */
export type PortAnswer = { sysctl?: { name: string; value: string } } | { against: Evidence }

/**
 * The sysctl with which any user may open a port of the pod and all above it. It is safe for the kubelet and for every
 * level of the Pod Security Standards, but is refused in the network of the host, and an author's own value stays.
 * https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
 */
export const portSysctl = (pod: Pod, lowest: number): PortAnswer => {
  if (lowest >= lowestUnprivilegedPort(pod)) return {}
  if (pod.spec.hostNetwork === true)
    return { against: evidenceAt(pod, `${pod.pointer}/hostNetwork`, 'hostNetwork: true') }
  const own = findSysctl(pod)
  if (own !== undefined) {
    const pointer = `${pod.pointer}/securityContext/sysctls/${own.index}/value`
    return { against: evidenceAt(pod, pointer, `${UNPRIVILEGED}: ${own.value.value}`) }
  }
  return { sysctl: { name: UNPRIVILEGED, value: String(lowest) } }
}

/** The container ports that only root or NET_BIND_SERVICE can open, given the sysctls of the pod. */
export const findLowPorts = (pod: Pod, container: Container): Evidence[] => {
  const lowest = lowestUnprivilegedPort(pod)
  return asList(container.value.ports).flatMap((port, index) => {
    const { containerPort } = asObject(port)
    if (typeof containerPort !== 'number' || containerPort >= lowest) return []
    return [evidenceAt(pod, `${container.pointer}/ports/${index}/containerPort`, `containerPort ${containerPort}`)]
  })
}
