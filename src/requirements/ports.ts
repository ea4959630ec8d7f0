import { evidenceAt } from '../evidence/evidence.ts'
import { asList, asObject, perPod } from '../kube/pod/pod.ts'
import { securityContextOf } from '../kube/pod/security-context.ts'
import type { Container, Evidence, JsonObject, Pod, PortAccess } from '../model.ts'

const UNPRIVILEGED = 'net.ipv4.ip_unprivileged_port_start'

// The kernel's default. Newer runtimes set another one for every pod, which a manifest does not show.
const KERNEL_DEFAULT = 1024

const findSysctl = perPod((pod): { value: JsonObject; index: number } | undefined => {
  const sysctls = asList(securityContextOf(pod.spec).sysctls).map(asObject)
  const index = sysctls.findLastIndex(({ name }) => name === UNPRIVILEGED)
  const value = sysctls[index]
  return value === undefined ? undefined : { value, index }
})

/** The lowest port that any user can open in a pod, by its sysctls. */
export const lowestUnprivilegedPort = (pod: Pod): number => {
  const value = Number(findSysctl(pod)?.value.value ?? KERNEL_DEFAULT)
  return Number.isInteger(value) ? value : KERNEL_DEFAULT
}

/**
 * Finds the sysctl that lets any user open `lowest` and all ports above. The kubelet treats it as safe and all levels of
 * the Pod Security Standards allow it, but the API server refuses it with hostNetwork. A value in the manifest stays.
 * https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
 */
export const findPortSysctl = (pod: Pod, lowest: number): PortAccess => {
  if (lowest >= lowestUnprivilegedPort(pod)) return {}
  if (pod.spec.hostNetwork === true)
    return { blockedBy: evidenceAt(pod, `${pod.pointer}/hostNetwork`, 'hostNetwork: true') }
  const own = findSysctl(pod)
  if (own !== undefined) {
    const pointer = `${pod.pointer}/securityContext/sysctls/${own.index}/value`
    return { blockedBy: evidenceAt(pod, pointer, `${UNPRIVILEGED}: ${own.value.value}`) }
  }
  return { sysctl: { name: UNPRIVILEGED, value: String(lowest) } }
}

/** Finds the container ports that only root or NET_BIND_SERVICE can open with the pod's sysctls. */
export const findLowPorts = (pod: Pod, container: Container): Evidence[] => {
  const lowest = lowestUnprivilegedPort(pod)
  return asList(container.value.ports).flatMap((port, index) => {
    const { containerPort } = asObject(port)
    if (typeof containerPort !== 'number' || containerPort >= lowest) return []
    return [evidenceAt(pod, `${container.pointer}/ports/${index}/containerPort`, `containerPort ${containerPort}`)]
  })
}
